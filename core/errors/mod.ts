/**
 * Error classes, the table of their codes, and errors on the wire.
 *
 * ```ts
 * import { ERROR_TABLE, toWireError } from "@openenv/core/errors";
 * import assert from "node:assert/strict";
 *
 * assert.deepEqual(toWireError(new Error("kaboom")), { message: "kaboom", code: "EXECUTION_ERROR" });
 * assert.equal(ERROR_TABLE.EXECUTION_ERROR?.httpStatus, 500);
 * ```
 *
 * @module
 */
export {
  BusyError,
  CapacityError,
  ConnectionClosedError,
  ConnectionFailedError,
  ConnectionPoisonedError,
  DeadlineError,
  DefinitionError,
  EpisodeOverError,
  ExecutionError,
  FactoryError,
  ForbiddenError,
  InvalidJsonError,
  InvalidObservationError,
  InvalidOptionError,
  InvalidReplyError,
  InvalidRewardError,
  InvalidUpgradeError,
  NotResetError,
  OneShotServerError,
  OpenEnvError,
  OptionRefusedError,
  ReplyNotKeptError,
  SchemaMismatchError,
  SessionBrokenError,
  SessionError,
  SessionExpiredError,
  SessionLostError,
  SessionRequiredError,
  SyncUnavailableError,
  TooLargeError,
  UnauthorizedError,
  UnknownEnvironmentError,
  UnknownTypeError,
  ValidationError,
} from "./error_classes.ts";
export type {
  CapacityData,
  CloseData,
  ContractIdentity,
  FactoryData,
  NoData,
  OptionData,
  PartData,
  PathData,
  RewardData,
  SchemaMismatchData,
  SizeData,
  SyncUnavailableData,
  TimeoutData,
  UnknownEnvironmentData,
  UrlData,
  ValidationData,
} from "./error_classes.ts";
export type { ErrorRow } from "./error_row.ts";
export { ERROR_TABLE } from "./error_table.ts";
export { fromWireError, messageOf, toWireError, type WireError, writeWireError } from "./errors.ts";
export { nearestName } from "./nearest_name.ts";
export { formatPath, type Path } from "./format_path.ts";
export {
  InvalidRubricError,
  JudgeError,
  RubricFailedError,
  RubricNotFoundError,
  TransformError,
  UnscoredError,
} from "./rubric_errors.ts";
export { InvalidRenderingError, NotRenderableError } from "./rendering_errors.ts";
export { InvalidTasksError, TaskNotFoundError, TasksUnsupportedError } from "./task_errors.ts";
export { type ToolCallData, ToolCallError, ToolsUnsupportedError } from "./tool_errors.ts";
export type { ValidationItem } from "./validation_item.ts";
