import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** The README and every page of docs/, by path. */
export function docPages(): ReadonlyMap<string, string> {
  const pages = readdirSync("docs", { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".md"))
    .map((path) => join("docs", path));
  return new Map(
    ["README.md", ...pages.toSorted()].map((path) => [path, readFileSync(path, "utf8")]),
  );
}

const fence = /^( *)```(\w*)\n([^]*?)^\1```/gm;

/** What stands in fenced blocks of some languages. */
export function fencedIn(text: string, ...languages: readonly string[]): string[] {
  return [...text.matchAll(fence)].flatMap(([, , language = "", block = ""]) =>
    languages.includes(language) ? [block] : [],
  );
}

/** What stands in backticks within a line. */
export function inlineIn(text: string): string[] {
  return [...text.replaceAll(fence, "").matchAll(/`([^`\n]+)`/g)].map(([, code = ""]) => code);
}
