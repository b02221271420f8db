/** The events and handlers that all peers share, and the proof of their effect. */

/** Input of an event: every event counts 1, so the sum that handlers build is the number of deliveries. */
export function order(name = "order") {
  return { n: 1, name, currency: "EUR", paid: true };
}

/** Plain classes for peers without events of their own; `type` is what keyed emitters route by. */
export function plainClasses(count) {
  return Array.from({ length: count }, (_, i) => {
    return class {
      type = `bench.order${i}`;

      constructor({ n, name, currency, paid }) {
        this.n = n;
        this.name = name;
        this.currency = currency;
        this.paid = paid;
      }
    };
  });
}

/** Eight handlers, each of its own source, so that a mix of eight meets eight call targets as in a program. */
export function tally() {
  let sum = 0;
  const handlers = [
    (event) => {
      sum += event.n;
    },
    (event) => {
      sum = event.n + sum;
    },
    (event) => {
      sum -= -event.n;
    },
    (event) => {
      sum = sum - -event.n;
    },
    (event) => {
      sum += 2 * event.n - 1;
    },
    (event) => {
      sum += event.n * 1;
    },
    (event) => {
      sum = 1 * event.n + sum;
    },
    (event) => {
      const n = event.n;
      sum += n;
    },
  ];
  const another = () => (event) => {
    sum += event.n;
  };
  return { handlers, handler: handlers[0], another, total: () => sum };
}

/** At least 64 items, a power of two of them, so that `i & (length - 1)` is all that choosing one costs. */
export function ring(items) {
  const length = Math.max(64, 2 ** Math.ceil(Math.log2(items.length)));
  return Array.from({ length }, (_, i) => items[i % items.length]);
}

/** The numbers 0 to `count` - 1 in an order that a cache cannot guess, the same in every process. */
export function shuffled(count) {
  const numbers = Array.from({ length: count }, (_, i) => i);
  let seed = 42;
  for (let i = count - 1; i > 0; i -= 1) {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    const j = seed % (i + 1);
    [numbers[i], numbers[j]] = [numbers[j], numbers[i]];
  }
  return numbers;
}
