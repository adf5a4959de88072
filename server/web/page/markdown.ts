import { default as DOMPurify } from "dompurify";
import { marked as parser } from "marked";

/** Turns Markdown into HTML. */
export const marked = parser;

/** Takes out of HTML what could run. */
export const purify = DOMPurify;
