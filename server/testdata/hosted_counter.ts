export { counter as default } from "./counter.ts";
