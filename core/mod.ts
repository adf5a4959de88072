/**
 * The contract of an environment, the types that authors implement, and the errors and results that all packages share.
 *
 * ```ts
 * import { defineEnvironment } from "@openenv/core";
 * import { z } from "zod";
 *
 * const guess = defineEnvironment({
 *   name: "guess",
 *   action: z.object({ number: z.int().min(1).max(100) }),
 *   observation: z.object({ hint: z.enum(["start", "higher", "lower", "right"]) }),
 * });
 * ```
 *
 * Rewards have their own subpath, `@openenv/core/rubrics`, and so do transforms, which change results on their way out:
 * `@openenv/core/transforms`. Two more are for those who host environments and those who speak the wire:
 * `@openenv/core/session` and `@openenv/core/protocol`.
 *
 * @module
 */
export { defineEnvironment } from "./contract/define_environment.ts";
export {
  type AnyContract,
  type AnyImplementation,
  type CallerResetOptions,
  type Contract,
  type ContractOptions,
  type EnvironmentRules,
  type Implementation,
  isImplementation,
} from "./contract/contract.ts";
export type { EpisodeView, Rendering, RenderingCell, RenderingTable, WebAction } from "./rendering.ts";
export type { EpisodeContext, Log, Progress, StepOptions } from "./context.ts";
export type {
  ActionInput,
  ActionOutput,
  EnvironmentSchemas,
  ObservationOf,
  ResetInput,
  ResetOutput,
  StateOf,
} from "./schema/environment_schemas.ts";
export type {
  Environment,
  EnvironmentFactory,
  ResetOptions,
  ResolvedResetOptions,
  TaskChoice,
  WithOwnOptions,
} from "./environment.ts";
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
} from "./errors/error_classes.ts";
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
} from "./errors/error_classes.ts";
export type { ErrorRow } from "./errors/error_row.ts";
export { ERROR_TABLE } from "./errors/error_table.ts";
export { messageOf } from "./errors/errors.ts";
export { nearestName } from "./errors/nearest_name.ts";
export { ToolError } from "./tools/call_tool.ts";
export {
  type AnyTool,
  defineTool,
  type InputOf,
  type OutputOf,
  type Tool,
  type ToolAnnotations,
  type ToolContext,
  type ToolFunction,
  type ToolMode,
  type ToolOptions,
  type ToolSignature,
} from "./tools/tool.ts";
export {
  type ContentAnnotations,
  type ContentBlock,
  type MediaBlock,
  type ResourceBlock,
  type ResourceLinkBlock,
  type TextBlock,
  type ToolContent,
  toolContent,
  type ToolResult,
} from "./tools/tool_content.ts";
export {
  defineToolEnvironment,
  type ToolEnvironmentOptions,
  type ToolSchemas,
  type ToolSchemasOf,
} from "./tools/tool_environment.ts";
export {
  type CallToolAction,
  type ListToolsAction,
  ToolAction,
  type ToolErrorType,
  type ToolFailure,
  ToolObservation,
} from "./tools/tool_schemas.ts";
export type { Policy, PolicyEpisode, PolicyFactory } from "./policy.ts";
export { drawSeed, Random, type RandomState } from "./random.ts";
export { Rubric } from "./rubrics/rubric.ts";
export {
  InvalidRubricError,
  JudgeError,
  RubricFailedError,
  RubricNotFoundError,
  TransformError,
  UnscoredError,
} from "./errors/rubric_errors.ts";
export { rubric } from "./rubrics/short_form.ts";
export type { EpisodeState, MaybePromise, StepResult, StepReturn } from "./result.ts";
export { exactly, type ExactSchema, type SameType } from "./contract/exactly.ts";
export type { JsonSchemaTarget, Schema, SchemaIssue, SchemaResult } from "./schema/schema.ts";
export type { ValidationItem } from "./errors/validation_item.ts";
export { InvalidRenderingError, NotRenderableError } from "./errors/rendering_errors.ts";
export { InvalidTasksError, TaskNotFoundError, TasksUnsupportedError } from "./errors/task_errors.ts";
export { type ToolCallData, ToolCallError, ToolsUnsupportedError } from "./errors/tool_errors.ts";
