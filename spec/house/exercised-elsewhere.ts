/** Files in lib without a spec of their own name: which spec exercises them, and why there. Keep this list short. */
export const exercisedElsewhere: Readonly<Record<string, { readonly by: string; readonly because: string }>> = {
  "lib/errors/error-codes.ts": {
    by: "spec/house/error-catalog.spec.ts",
    because: "It is a table; what has to hold is its parity with the code, the documentation and the specs.",
  },
};
