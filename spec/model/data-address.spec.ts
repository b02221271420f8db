import { describe, expect, it } from "vitest";
import { readDataAddress } from "../../lib/model/data-address.js";

describe("readDataAddress", () => {
  it.each([
    ["data:image/gif;base64,R0lG", "image/gif", "R0lG"],
    ["DATA:Image/GIF;BASE64,R0lG", "image/gif", "R0lG"],
    ["data:text/plain;charset=utf-8;base64,R0lG", "text/plain", "R0lG"],
    ["data:text/plain,a%20b,c", "text/plain", Buffer.from("a b,c").toString("base64")],
    ["data:,%C3%A9\n", "", Buffer.from("é\n").toString("base64")],
  ])("takes %j apart", (address, mediaType, base64) => {
    expect(readDataAddress(address)).toEqual({ mediaType, base64 });
  });

  it("knows other addresses", () => {
    expect(readDataAddress("https://example.org/data:,a")).toBeUndefined();
  });

  it("throws for broken escapes", () => {
    expect(() => readDataAddress("data:,%zz")).toThrow(URIError);
  });
});
