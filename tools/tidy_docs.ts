/**
 * The rules about Markdown: every page can be found from the index, and every link leads somewhere.
 *
 * @module
 */

import type { Finding, SourceFile } from "./tidy.ts";

const INDEX = "docs/README.md";

/** Every page under `docs/` is linked from its folder's README, and such a README from that of the folder above. */
export function docsAreIndexed(files: readonly SourceFile[]): Finding[] {
  return files
    .filter(({ path }) => /^docs\/.*\.md$/.test(path) && path !== INDEX)
    .filter(({ path }) => !linkedFrom(indexOf(path), files).has(path))
    .map(({ path }) => ({ path, line: 1, message: `The page is not linked from ${indexOf(path)}` }));
}

/** The page that has to link this one. */
function indexOf(path: string): string {
  const folder = path.replace(/\/[^/]*$/, "");
  return path.endsWith("/README.md") ? indexOf(folder) : `${folder}/README.md`;
}

function linkedFrom(page: string, files: readonly SourceFile[]): Set<string> {
  const file = files.find(({ path }) => path === page);
  return new Set(file ? linksOf(file).map(({ target }) => resolve(page, target).path) : []);
}

/** Every link to a file or to a heading of the project leads to one that is there. */
export function linksResolve(files: readonly SourceFile[]): Finding[] {
  const paths = new Set(
    files.flatMap(({ path }) => path.split("/").map((_, at, parts) => parts.slice(0, at + 1).join("/"))),
  );
  const pages = new Map(files.filter(({ path }) => path.endsWith(".md")).map((file) => [file.path, headingsOf(file)]));
  return [...pages.keys()].flatMap((page) => {
    const file = files.find(({ path }) => path === page);
    return file === undefined ? [] : linksOf(file).flatMap(({ target, line }) => {
      const { path, heading } = resolve(page, target);
      if (!paths.has(path)) return [{ path: page, line, message: `The link to "${target}" leads nowhere` }];
      const headings = pages.get(path);
      if (heading === "" || headings === undefined || headings.has(heading)) return [];
      return [{ path: page, line, message: `"${path}" has no heading "#${heading}"` }];
    });
  });
}

/** Links to places in the project; those to the world outside are not looked at. */
function linksOf(file: SourceFile): { target: string; line: number }[] {
  return proseOf(file.text).flatMap((text, index) =>
    [...text.matchAll(/\]\(([^)\s]+)(?:\s+"[^"]*")?\)/g)]
      .map((match) => ({ target: match[1] ?? "", line: index + 1 }))
      .filter(({ target }) => !/^[a-z]+:/.test(target))
  );
}

/** The lines of a page, those of code blocks and spans of code emptied. */
function proseOf(text: string): string[] {
  let fence: string | null = null;
  return text.split("\n").map((line) => {
    const mark = /^\s*(```+|~~~+)/.exec(line)?.[1];
    if (fence !== null) {
      if (mark?.startsWith(fence)) fence = null;
      return "";
    }
    if (mark !== undefined) {
      fence = mark;
      return "";
    }
    return line.replace(/`[^`]*`/g, (code) => code.replace(/[[\]()]/g, " "));
  });
}

/** The names by which the headings of a page can be linked to, formed as the usual viewers do. */
function headingsOf(file: SourceFile): Set<string> {
  const names = new Set<string>();
  for (const line of proseOf(file.text)) {
    const heading = /^#{1,6}\s+(.*?)\s*$/.exec(line)?.[1];
    if (heading === undefined) continue;
    const plain = heading.replace(/\[([^\]]*)\]\([^)]*\)/g, "$1").toLowerCase();
    const name = plain.replace(/[^\p{L}\p{N}\s_-]/gu, "").replace(/\s/g, "-");
    let unique = name;
    for (let count = 1; names.has(unique); count++) unique = `${name}-${count}`;
    names.add(unique);
  }
  return names;
}

function resolve(from: string, target: string): { path: string; heading: string } {
  const url = new URL(target, `file:///${from}`);
  return {
    path: decodeURIComponent(url.pathname).replace(/^\/|\/$/g, ""),
    heading: decodeURIComponent(url.hash.slice(1)),
  };
}
