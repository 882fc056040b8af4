import type { Node, ObjectLiteralExpression } from "typescript/unstable/ast";
import * as is from "typescript/unstable/ast/is";
import type { SourceProgram } from "./source-program.ts";

export interface Implementation {
  readonly body: Node;
  /** Keys of `env` that the port was built from; empty for what is no port of the wiring. */
  readonly from: readonly string[];
}

export interface PortFinder {
  /** What stands behind a method of an interface, in this function's wiring or in an adapter. */
  implementationsOf(signature: Node): readonly Implementation[];
  /** Whether a variable is a port of the wiring, which is built only when it is used. */
  isWired(declaration: Node): boolean;
  /** The environment that a piece of code reads by itself. */
  environmentOf(node: Node): readonly string[];
}

interface Port {
  readonly role: string;
  readonly literals: readonly ObjectLiteralExpression[];
  readonly environment: readonly string[];
}

const wiring = "src/aws/wire.ts";

/** Finds implementations by the interface that they are declared as, which the house style asks for. */
export function createPortFinder(program: SourceProgram, entry: Node): PortFinder {
  const adapters = returnedByInterface(program);
  const wired = wiredPorts(program, entry);
  return {
    implementationsOf(signature) {
      const method = nameOf(signature);
      const owner = signature.parent;
      if (owner === undefined || !is.isInterfaceDeclaration(owner)) return [];
      const role = owner.name.getText();
      const isPort = owner.getSourceFile().fileName.endsWith("src/core/ports.ts");
      const ports = isPort
        ? wired.filter((port) => port.role === role)
        : [{ literals: adapters.get(role) ?? [], environment: [] }];
      return ports.flatMap(({ literals, environment }) =>
        literals.flatMap((literal) => {
          const member = literal.properties.find((each) => nameOf(each) === method);
          if (member === undefined) return [];
          const body = is.isPropertyAssignment(member) ? member.initializer : member;
          return [{ body, from: environment }];
        }),
      );
    },
    isWired: (declaration) =>
      declaration.getSourceFile().fileName.endsWith(wiring) &&
      is.isVariableDeclaration(declaration) &&
      wireType(declaration) !== undefined,
    environmentOf: (node) => (is.isFunctionDeclaration(node) ? environmentIn(program, node) : []),
  };
}

/** The ports that the function's file names: `wire.customers`. */
function wiredPorts(program: SourceProgram, entry: Node): readonly Port[] {
  const names = every(entry, is.isPropertyAccessExpression)
    .filter(({ expression }) => expression.getText() === "wire")
    .map(({ name }) => name);
  return program.declarationsOf(names).flatMap((declarations) =>
    declarations.flatMap((declaration) => {
      if (!is.isVariableDeclaration(declaration) || declaration.initializer === undefined)
        return [];
      const role = wireType(declaration);
      if (role === undefined) return [];
      return [
        {
          role,
          literals: literalsOf(program, declaration.initializer),
          environment: environmentIn(program, declaration.initializer),
        },
      ];
    }),
  );
}

/** `Customers` of `export const customers: port.Customers = …`. */
function wireType(declaration: Node): string | undefined {
  if (!is.isVariableDeclaration(declaration)) return undefined;
  return /^port\.(\w+)$/.exec(declaration.type?.getText() ?? "")?.[1];
}

/** The object literals that an expression comes down to: a factory's answer, a variable's value. */
function literalsOf(program: SourceProgram, expression: Node): readonly ObjectLiteralExpression[] {
  if (is.isObjectLiteralExpression(expression)) return [expression];
  if (is.isArrowFunction(expression) || is.isFunctionDeclaration(expression)) {
    const { body } = expression;
    if (body === undefined) return [];
    if (!is.isBlock(body)) return literalsOf(program, body);
    return body.statements
      .filter(is.isReturnStatement)
      .flatMap((each) => (each.expression ? literalsOf(program, each.expression) : []));
  }
  if (is.isVariableDeclaration(expression)) {
    return expression.initializer ? literalsOf(program, expression.initializer) : [];
  }
  if (is.isCallExpression(expression)) {
    const [lazy] = expression.arguments;
    const isLazy = expression.expression.getText() === "lazily";
    return literalsOf(program, isLazy && lazy ? lazy : expression.expression);
  }
  const name = is.isPropertyAccessExpression(expression) ? expression.name : expression;
  if (!is.isIdentifier(name)) return [];
  const [declarations = []] = program.declarationsOf([name]);
  return declarations.flatMap((each) => literalsOf(program, each));
}

/** `Table` → what `createTable` returns, for every factory under src/aws. */
function returnedByInterface(program: SourceProgram): Map<string, ObjectLiteralExpression[]> {
  const found = new Map<string, ObjectLiteralExpression[]>();
  for (const path of program.filesUnder("src/aws")) {
    for (const factory of every(program.file(path), is.isFunctionDeclaration)) {
      const role = factory.type?.getText();
      if (role === undefined) continue;
      found.set(role, [...(found.get(role) ?? []), ...literalsOf(program, factory)]);
    }
  }
  return found;
}

/** The keys of `env` that are read in a piece of the wiring, and in the functions that it calls there. */
function environmentIn(program: SourceProgram, node: Node): readonly string[] {
  const calls = every(node, is.isCallExpression);
  const keys = calls
    .filter(({ expression }) => /^(read|find)Environment$/.test(expression.getText()))
    .flatMap(({ arguments: [key] }) => (key ? program.textsOf(key) : []));
  const callees = calls.map(({ expression }): Node => expression).filter(is.isIdentifier);
  const inner = program
    .declarationsOf(callees)
    .flat()
    .filter((each) => is.isFunctionDeclaration(each) && each !== node)
    .filter((each) => each.getSourceFile().fileName.endsWith(wiring))
    .flatMap((each) => environmentIn(program, each));
  return [...new Set([...keys, ...inner])].toSorted();
}

function every<Found extends Node>(root: Node, wanted: (node: Node) => node is Found): Found[] {
  const found: Found[] = [];
  const go = (node: Node): void => {
    if (wanted(node)) found.push(node);
    node.forEachChild(go);
  };
  go(root);
  return found;
}

function nameOf(node: Node): string {
  return "name" in node ? ((node.name as Node | undefined)?.getText() ?? "") : "";
}
