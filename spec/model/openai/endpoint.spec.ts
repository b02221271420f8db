import { describe, expect, it } from "vitest";
import { Endpoint } from "../../../lib/model/openai/endpoint.js";

describe("Endpoint", () => {
  it("joins the address and the path", () => {
    const url = (base: string, path?: string): string => new Endpoint(base, path).url;

    expect(url("http://localhost:1/v1")).toBe("http://localhost:1/v1/chat/completions");
    expect(url("http://localhost:1/v1/")).toBe("http://localhost:1/v1/chat/completions");
    expect(url("http://localhost:1")).toBe("http://localhost:1/chat/completions");
    expect(url("http://localhost:1/v1/chat/completions")).toBe("http://localhost:1/v1/chat/completions");
    expect(url("http://localhost:1/v1?v=2#x", "do")).toBe("http://localhost:1/v1/do?v=2");
    expect(url("http://localhost:1/v1", "")).toBe("http://localhost:1/v1");
  });

  it("knows the servers on this machine", () => {
    const local = [
      "http://localhost",
      "http://127.0.0.1:1",
      "http://127.9.9.9",
      "http://[::1]:3",
      "http://a.localhost",
    ];

    expect(local.map((base) => new Endpoint(base).isLoopback)).toEqual(local.map(() => true));
    expect(new Endpoint("https://127.example.com").isLoopback).toBe(false);
    expect(new Endpoint("https://example.com").isLoopback).toBe(false);
  });

  it("hides keys, secret headers and secret parameters", () => {
    const endpoint = new Endpoint("https://example.com/v1?sig=12345&v=2", undefined, { "x-api-key": "k-header" }, [
      "k-key",
    ]);

    expect(endpoint.shownUrl).toBe("https://example.com/v1/chat/completions?sig=%5Bhidden%5D&v=2");
    expect(endpoint.url).toContain("sig=12345");
    expect(endpoint.hide("k-key k-header 12345 2")).toBe("[hidden] [hidden] [hidden] 2");
  });
});
