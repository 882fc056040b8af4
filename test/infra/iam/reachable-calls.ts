import type { Node } from "typescript/unstable/ast";
import * as is from "typescript/unstable/ast/is";
import { createPortFinder } from "./find-ports.ts";
import type { SourceProgram } from "./source-program.ts";

/** One operation of AWS that a function can come to, and the environment that names its resource. */
export interface ReachableCall {
  /** As IAM and the SDK's package spell it: `dynamodb`, `sfn`, `sesv2` … */
  readonly service: string;
  /** Such as `GetItem`. */
  readonly operation: string;
  /** Keys of `env` in src/names.ts that the port behind the call is built from. */
  readonly environment: readonly string[];
  /** A query of an index, not of its table: by a single command, where tables are read in pages. */
  readonly index?: true;
  /** Asked by a signed request of our own: the SDK has no part in it. */
  readonly signed?: true;
}

type SignedCall = Omit<ReachableCall, "environment">;

/** What the `X-Amz-Target` of a signed request begins with, by the SDK's package. */
const targets: Readonly<Record<string, string>> = { AWSStepFunctions: "sfn" };

/**
 * Everything that a function's code can ask of AWS, found by following every name from
 * `functions/<name>.ts`: a method of a port leads to the adapter that the function is wired with.
 * A name that is mentioned counts as called, so the answer errs towards too much, never too little.
 */
export function reachableCalls(program: SourceProgram, name: string): readonly ReachableCall[] {
  const file = program.file(`functions/${name}.ts`);
  const ports = createPortFinder(program, file);
  const found = new Map<string, ReachableCall>();
  const seen = new Set<string>();

  const visit = (node: Node, environment: readonly string[]): void => {
    const source = node.getSourceFile();
    const key = `${source.fileName}:${node.pos}:${environment.join(",")}`;
    if (seen.has(key) || source.fileName.includes("/node_modules/")) return;
    seen.add(key);
    const { names, requests } = mentionedIn(node);
    const own = ports.environmentOf(node);
    const reached = own.length > 0 && environment.length === 0 ? own : environment;
    for (const request of requests) note({ ...request, environment: reached });
    const declared = program.declarationsOf(names);
    for (const [index, declarations] of declared.entries()) {
      const call = callOf(names[index]!, declarations);
      if (call !== undefined) note({ ...call, environment: reached });
      for (const declaration of declarations) follow(declaration, reached);
    }
  };

  const note = (call: ReachableCall) => found.set(JSON.stringify(call), call);

  const follow = (declaration: Node, environment: readonly string[]): void => {
    if (
      is.isMethodSignatureDeclaration(declaration) ||
      is.isPropertySignatureDeclaration(declaration)
    ) {
      for (const { body, from } of ports.implementationsOf(declaration)) {
        visit(body, from.length > 0 ? from : environment);
      }
      return;
    }
    if (is.isFunctionDeclaration(declaration) || is.isMethodDeclaration(declaration)) {
      visit(declaration, environment);
    } else if (is.isPropertyAssignment(declaration) || is.isVariableDeclaration(declaration)) {
      if (declaration.initializer && !ports.isWired(declaration)) {
        visit(declaration.initializer, environment);
      }
    }
  };

  visit(file, []);
  return [...found.values()];
}

/**
 * The names in a piece of code, without those in functions that have a name of their own: these are
 * followed when somebody mentions them.
 */
function mentionedIn(root: Node): { names: Node[]; requests: SignedCall[] } {
  const names: Node[] = [];
  const requests: SignedCall[] = [];
  const signs = /from "\.\/signed-request\.ts"/.test(root.getSourceFile().text);
  const go = (node: Node): void => {
    if (is.isTypeNode(node) || is.isImportDeclaration(node)) return;
    if (node !== root && isReachedByName(node)) return;
    if (is.isIdentifier(node) && !isOwnName(node)) names.push(node);
    if (signs) requests.push(...signedIn(node));
    node.forEachChild(go);
  };
  go(root);
  return { names, requests };
}

/** S3's operation is the method of the request; where that is POST, a header says it. */
function signedIn(node: Node): readonly SignedCall[] {
  if (!is.isPropertyAssignment(node) || !is.isStringLiteral(node.initializer)) return [];
  const { text } = node.initializer;
  switch (node.name.getText()) {
    case "method":
      return text === "POST" ? [] : [{ service: "s3", operation: text, signed: true }];
    case '"x-amz-target"': {
      const [target = "", operation = ""] = text.split(".");
      return [{ service: targets[target] ?? target, operation, signed: true }];
    }
    default:
      return [];
  }
}

/** A function that runs when its name is called, wherever it stands: not one that is handed over. */
function isReachedByName(node: Node): boolean {
  if (is.isFunctionDeclaration(node)) return true;
  if (is.isMethodDeclaration(node)) return isReturned(node.parent);
  if (!is.isArrowFunction(node) && !is.isFunctionExpression(node)) return false;
  const { parent } = node;
  if (is.isPropertyAssignment(parent)) return isReturned(parent.parent);
  return is.isVariableDeclaration(parent);
}

/** The port that a factory makes: `return { async find(key) { … } }`. */
function isReturned(literal: Node): boolean {
  return is.isReturnStatement(literal.parent);
}

/** `a` of `const a = …` and of `{ a: … }`, which call nothing. */
function isOwnName(name: Node): boolean {
  const { parent } = name;
  const declares = is.isVariableDeclaration(parent) || is.isPropertyAssignment(parent);
  return declares && parent.name === name;
}

/** `GetItemCommand` of `@aws-sdk/client-dynamodb`, or one of its paginators. */
function callOf(
  name: Node,
  declarations: readonly Node[],
): Omit<ReachableCall, "environment"> | undefined {
  const operation = /^(?:paginate(\w+)|(\w+)Command)$/.exec(name.getText());
  const from = declarations
    .map((each) => /\/@aws-sdk\/client-([a-z0-9-]+)\//.exec(each.getSourceFile().fileName))
    .find((match) => match !== null);
  if (operation === null || from?.[1] === undefined) return undefined;
  const index = operation[2] === "Query" ? { index: true as const } : {};
  return { service: from[1], operation: operation[1] ?? operation[2] ?? "", ...index };
}
