/**
 * How long things took, in memory of fixed size.
 *
 * @module
 */

/** Quantiles of a {@linkcode Histogram}, in milliseconds; all 0 before the first value. */
export interface Quantiles {
  /** Half of the values are at most this. */
  p50: number;
  /** 99 of 100. */
  p99: number;
  /** 999 of 1000. */
  p999: number;
  /** The largest value. */
  max: number;
}

/** Buckets to each doubling: a quantile is at most 1/16 too large. */
const STEPS = 16;
/** Doublings of a microsecond: up to 12 days. */
const DOUBLINGS = 40;
const POWERS = Float64Array.from({ length: DOUBLINGS }, (_, exponent) => 2 ** exponent);

/** Counts durations in buckets that grow with the duration. */
export class Histogram {
  readonly #counts = new Float64Array(STEPS * DOUBLINGS);
  #total = 0;
  #max = 0;

  /**
   * Counts one.
   *
   * @param ms milliseconds.
   */
  add(ms: number): void {
    this.#counts[bucketOf(ms * 1000)]!++;
    this.#total++;
    if (ms > this.#max) this.#max = ms;
  }

  /** What was counted so far. */
  quantiles(): Quantiles {
    return { p50: this.#quantile(0.5), p99: this.#quantile(0.99), p999: this.#quantile(0.999), max: this.#max };
  }

  #quantile(share: number): number {
    let left = Math.ceil(this.#total * share);
    for (let bucket = 0; left > 0; bucket++) {
      left -= this.#counts[bucket]!;
      if (left <= 0) return Math.min(upperBound(bucket) / 1000, this.#max);
    }
    return 0;
  }
}

function bucketOf(micros: number): number {
  if (micros < 1) return 0;
  const doubling = Math.min(doublingOf(micros), DOUBLINGS - 1);
  const step = Math.min(Math.floor((micros / POWERS[doubling]! - 1) * STEPS), STEPS - 1);
  return doubling * STEPS + step;
}

/** The logarithm of what hardly anything is longer than, without the time that logarithms take. */
function doublingOf(micros: number): number {
  return micros < 2 ** 31 ? 31 - Math.clz32(micros) : Math.floor(Math.log2(micros));
}

/** In microseconds. */
function upperBound(bucket: number): number {
  return 2 ** Math.floor(bucket / STEPS) * (1 + (bucket % STEPS + 1) / STEPS);
}
