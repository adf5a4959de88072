/**
 * Looking at an environment from its own side, for hosts that run it in a process of its own. It loads core alone.
 *
 * @module
 */
export { Inspector, type InstanceView, type Question, type ReturnedValue, type RubricView } from "./inspector.ts";
