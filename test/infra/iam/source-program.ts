import { join } from "node:path";
import type { Node } from "typescript/unstable/ast";
import { isShorthandPropertyAssignment } from "typescript/unstable/ast/is";
import { API, type Symbol as Meaning, SymbolFlags } from "typescript/unstable/sync";

const root = join(import.meta.dirname, "../../..");

/** What the compiler knows of the sources: which declaration a name means, and what its type is. */
export interface SourceProgram {
  /** @throws when the project has no such file */
  file(path: string): Node;
  /** The project's files under a folder, as paths from the root. */
  filesUnder(folder: string): readonly string[];
  /** Where each of these names is declared; imports and shorthands are followed to their source. */
  declarationsOf(names: readonly Node[]): readonly (readonly Node[])[];
  /** The texts that an expression may have, where its type is one of literals. */
  textsOf(expression: Node): readonly string[];
  close(): void;
}

/**
 * Asks the project's own compiler, by the API that TypeScript 7 still calls unstable: no parser of
 * our own could tell which `find` of which port is meant.
 */
export function openSourceProgram(): SourceProgram {
  const api = new API({ cwd: root });
  const snapshot = api.updateSnapshot({ openProjects: [join(root, "tsconfig.json")] });
  const [project] = snapshot.getProjects();
  if (project === undefined) throw new Error("tsconfig.json is no project.");
  const { checker, program } = project;

  const declarationsOf = (name: Node, meaning: Meaning | undefined): readonly Node[] => {
    if (meaning === undefined) return [];
    const { parent } = name;
    const meant =
      parent !== undefined && isShorthandPropertyAssignment(parent)
        ? (checker.getShorthandAssignmentValueSymbol(parent) ?? meaning)
        : meaning;
    const isImported = (meant.flags & SymbolFlags.Alias) !== 0;
    const source = isImported ? checker.getAliasedSymbol(meant) : meant;
    return source.declarations
      .map((handle) => handle.resolve(project))
      .filter((node) => node !== undefined);
  };

  return {
    file(path) {
      const found = program.getSourceFile(join(root, path));
      if (found === undefined) throw new Error(`${path} is not a source of tsconfig.json.`);
      return found;
    },
    filesUnder: (folder) =>
      program
        .getSourceFileNames()
        .filter((name) => name.startsWith(join(root, folder, "/")))
        .map((name) => name.slice(root.length + 1)),
    declarationsOf: (names) => {
      const meanings = names.length === 0 ? [] : checker.getSymbolAtLocation(names);
      return names.map((name, index) => declarationsOf(name, meanings[index]));
    },
    textsOf(expression) {
      const type = checker.getTypeAtLocation(expression);
      const types = type?.isUnionType() ? (type.getTypes() ?? []) : [type];
      return types.flatMap((each) => (each?.isStringLiteralType() ? [each.value] : []));
    },
    close: () => api.close(),
  };
}
