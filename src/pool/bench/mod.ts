/**
 * How fast a server answers through a pool, beside the other ways to ask it.
 *
 * @module
 */

export { measureServer } from "./measure.ts";
export {
  BenchError,
  type BenchOptions,
  type BenchReport,
  type CaseName,
  type Figures,
  type Ratio,
  type RatioName,
} from "./model.ts";
export { plainWay } from "./plain.ts";
export { pooledWay } from "./pooled.ts";
export { spawnedWay } from "./spawned.ts";
export type { Way } from "./way.ts";
