import { type Template, type TemplateHeader, template } from "../definitions/template.ts";
import { type FileText, notUtf8 } from "../text/decode-utf8.ts";
import { checkPart } from "./check-part.ts";
import { checkHeader } from "./check-variable.ts";
import { templatePath } from "./file-path.ts";
import { tooLarge } from "./file-size.ts";
import { isBlocking, type Problem, problemOf } from "./problem.ts";
import { type Read, readJson } from "./read-json.ts";

const headerFile = "template.json";

/** A template folder as one: its header and its parts. @param files by their name in the folder */
export function readTemplate(name: string, files: ReadonlyMap<string, FileText>): Read<Template> {
  const path = templatePath(name);
  const head = files.get(headerFile);
  if (head === undefined) return { path, value: undefined, problems: [missingHeader(path)] };
  const header = readJson(path, head, template, checkHeader);
  if (header.value === undefined) return { path, value: undefined, problems: header.problems };
  const problems: Problem[] = [...header.problems];
  const parts: Record<string, string> = {};
  for (const [file, text] of files) {
    if (file === headerFile) continue;
    const { source, findings } = readPart(file, text, header.value);
    parts[file] = source;
    problems.push(
      ...findings.map((finding) => ({ path: `templates/${name}/${file}`, ...finding })),
    );
  }
  const value = { name, header: header.value, parts };
  // The parts are kept as one.
  const whole = tooLarge(JSON.stringify(value));
  if (whole !== undefined && problems.length === 0) problems.push({ path, ...whole });
  return { path, value: problems.some(isBlocking) ? undefined : value, problems };
}

function readPart(file: string, text: FileText, header: TemplateHeader) {
  if (typeof text !== "string") {
    return { source: "", findings: [problemOf("error", "", notUtf8(text))] };
  }
  // Windows editors begin a file with a byte order mark; nobody wants it in a subject.
  const source = text.replace(/^\uFEFF/, "");
  const large = tooLarge(source);
  return { source, findings: large === undefined ? checkPart(file, source, header) : [large] };
}

function missingHeader(path: string): Problem {
  const message = `waiting for ${path}`;
  return { path, place: "", severity: "waiting", message, names: path };
}
