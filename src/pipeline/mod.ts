/**
 * Pipelines: programs connected by pipes, run as one, with one result.
 *
 * @module
 */

export { Command } from "./command.ts";
export type { EdgeOptions, Graph, GraphEdge, Plane } from "./graph.ts";
export { graphOf, type Next, Pipeline } from "./pipeline.ts";
export { type EdgeReport, PipelineError, type PipelineValue, type StageReport } from "./report.ts";
export { type PipelineOptions, RunningPipeline } from "./running.ts";
