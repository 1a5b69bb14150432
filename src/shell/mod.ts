/**
 * AriaSH: the language and the program `ariash`.
 *
 * @module
 */

export { main } from "./program/main.ts";
