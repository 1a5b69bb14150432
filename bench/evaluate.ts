/**
 * From samples to the table's rows: medians, ratios, met or missed.
 *
 * @module
 */

import {
  type ContenderResult,
  DISTURBED,
  type Measure,
  median,
  type Row,
  type RowResult,
  type Sample,
} from "./model.ts";

/** Fills one row from its contenders' samples. */
export function evaluate(row: Row, contenders: ContenderResult[]): RowResult {
  const ours = find(row.ours, contenders);
  const theirs = row.against === undefined ? null : find(row.against, contenders);
  const ourFigure = figure(row.measure, ours);
  const theirFigure = theirs === null ? null : figure(row.measure, theirs);
  const value = compare(row.measure, ourFigure, theirFigure);
  const target = row.target ?? null;
  return {
    work: row.work,
    ours: ours.title,
    against: theirs?.title ?? null,
    measure: row.measure,
    ourFigure,
    theirFigure,
    value,
    target,
    met: target === null || value === null
      ? null
      : target.at === "least"
      ? value >= target.value
      : value <= target.value,
    disturbed: row.measure.kind !== "fact" && [ours, theirs].some((it) => it !== null && spread(it) > DISTURBED),
  };
}

/** The slowest round's time divided by the fastest's; 1 where there are no rounds. */
export function spread(contender: ContenderResult): number {
  const seconds = contender.samples.map((sample) => sample.seconds);
  return seconds.length === 0 ? 1 : Math.max(...seconds) / Math.min(...seconds);
}

/** The median over the rounds of what `measure` looks at; null for a contender that failed. */
export function figure(measure: Measure, contender: ContenderResult): number | null {
  return contender.failure !== null || contender.samples.length === 0
    ? null
    : median(contender.samples.map((sample) => read(measure, sample)));
}

function read(measure: Measure, sample: Sample): number {
  switch (measure.kind) {
    case "speed":
      return sample[measure.unit] / sample.seconds;
    case "time":
      return sample.seconds / sample[measure.unit];
    case "cpu":
      return (sample.cpu.self + sample.cpu.children) / (measure.per ? sample.operations : sample.bytes);
    case "own-cpu":
      return sample.cpu.self / sample.bytes;
    case "fact":
      return sample.extra?.[measure.name] ?? NaN;
  }
}

function compare(measure: Measure, ours: number | null, theirs: number | null): number | null {
  if (measure.kind === "fact" || ours === null) return ours;
  return theirs === null ? null : ours / theirs;
}

function find(id: string, contenders: ContenderResult[]): ContenderResult {
  const found = contenders.find((contender) => contender.id === id);
  if (found === undefined) throw new TypeError(`Cannot fill a row: no contender "${id}"`);
  return found;
}
