#!/usr/bin/env -S deno run -A
/**
 * `ariash`: arguments in, exit code out.
 *
 * @module
 */

import { main } from "./src/shell/mod.ts";

if (import.meta.main) Deno.exit(await main());
