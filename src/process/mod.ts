/**
 * Processes: how a program is started, told to end, and waited for.
 *
 * @module
 */

export { Command } from "./command.ts";
export { describePlan, type FdPlan, type InputValue, type StreamPlan } from "./fd_plan.ts";
export { ProcessGroup } from "./group.ts";
export type { CommandOptions, EndReason, FileRedirect, InputRedirect, OutputRedirect, Redirect } from "./options.ts";
export type { CommandOutput } from "./output.ts";
export { leadsSession, PreparedCommand } from "./prepared.ts";
export { Process } from "./process.ts";
export type { ProcessStatus } from "./status.ts";
export { assertTimes, startTimer } from "./timer.ts";
