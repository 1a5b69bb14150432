/**
 * What is under way, by number.
 *
 * A `Map` would do, were it not for the collector: a table of a `Map` that has been replaced by a larger one refers to
 * it, so that once such a table has grown old, all that ever passed through the younger ones is taken for alive until
 * the next full collection. At hundreds of thousands of requests a second that is most of the collector's work.
 *
 * @module
 */

/** A power of two, as all sizes are. */
const SMALLEST = 16;
/** 2³² divided by the golden ratio: numbers that follow each other are scattered, so that none stand in a row. */
const SCATTER = 0x9E3779B1;

/** Things under numbers, each of which is used once and is larger than those before. */
export class InFlight<T> {
  /** Open addressing: whatever stands in the way of a number stands right behind its place. */
  #numbers = new Float64Array(SMALLEST);
  #values: (T | undefined)[] = new Array(SMALLEST).fill(undefined);
  #size = 0;

  /** How many there are. */
  get size(): number {
    return this.#size;
  }

  /** All of them, in the order of their numbers. */
  values(): T[] {
    const numbers = this.#numbers.filter((number) => number !== 0).sort();
    return [...numbers].map((number) => this.get(number)!);
  }

  /**
   * Puts something under a number.
   *
   * @param number above 0, and not in use.
   * @param value of it.
   */
  set(number: number, value: T): void {
    if (this.#size * 2 >= this.#numbers.length) this.#grow();
    let place = this.#homeOf(number);
    while (this.#numbers[place] !== 0) place = this.#after(place);
    this.#numbers[place] = number;
    this.#values[place] = value;
    this.#size++;
  }

  /** What is under a number, if anything. */
  get(number: number): T | undefined {
    const place = this.#find(number);
    return place < 0 ? undefined : this.#values[place];
  }

  /**
   * Takes out what is under a number.
   *
   * @param number of it.
   * @returns it, if there was anything.
   */
  take(number: number): T | undefined {
    let hole = this.#find(number);
    if (hole < 0) return undefined;
    const value = this.#values[hole];
    this.#size--;
    // What stood behind it moves up, unless that would put it before its home.
    for (let place = this.#after(hole); this.#numbers[place] !== 0; place = this.#after(place)) {
      const home = this.#homeOf(this.#numbers[place]!);
      const isBetween = hole < place ? hole < home && home <= place : hole < home || home <= place;
      if (isBetween) continue;
      this.#numbers[hole] = this.#numbers[place]!;
      this.#values[hole] = this.#values[place];
      hole = place;
    }
    this.#numbers[hole] = 0;
    this.#values[hole] = undefined;
    return value;
  }

  #homeOf(number: number): number {
    return (Math.imul(number, SCATTER) >>> 8) & (this.#numbers.length - 1);
  }

  #after(place: number): number {
    return (place + 1) & (this.#numbers.length - 1);
  }

  #find(number: number): number {
    if (!(number > 0 && Number.isInteger(number))) return -1; // a child may say anything
    let place = this.#homeOf(number);
    while (this.#numbers[place] !== number) {
      if (this.#numbers[place] === 0) return -1;
      place = this.#after(place);
    }
    return place;
  }

  #grow(): void {
    const numbers = this.#numbers;
    const values = this.#values;
    this.#numbers = new Float64Array(numbers.length * 2);
    this.#values = new Array(numbers.length * 2).fill(undefined);
    this.#size = 0;
    numbers.forEach((number, place) => number !== 0 && this.set(number, values[place]!));
    values.fill(undefined);
  }
}
