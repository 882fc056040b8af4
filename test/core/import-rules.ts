import { posix } from "node:path";

/**
 * Who may import whom, as one table. Here and not in the linter: its patterns match the text of an
 * import (`../../aws/x.ts`), so one row would need a pattern for every depth; this resolves the path
 * first. The linter keeps what needs types or scopes: cycles, floating promises, the core's globals.
 */
interface ImportRule {
  /** Files whose path begins so; the longest that fits decides. */
  readonly files: string;
  /** Paths of ours that may be imported, by their beginning. */
  readonly ours: readonly string[];
  /** Packages that may be imported; one that ends in "/" or ":" stands for all that begin so. */
  readonly packages: readonly string[] | "any but the CDK" | "any";
}

const cdk = ["aws-cdk-lib", "constructs", "cdk-nag"];
const names = "src/names.ts";

export const importRules: readonly ImportRule[] = [
  { files: names, ours: [], packages: [] },
  {
    files: "src/core/",
    ours: ["src/core/"],
    packages: [
      "zod",
      "temporal-polyfill",
      "liquidjs",
      "@noble/hashes",
      "fastest-levenshtein",
      "ml-kmeans",
      "munkres",
      "libphonenumber-js",
    ],
  },
  // Composing a mail is neither AWS's nor the embedded runtime's: both show and send the same bytes.
  { files: "src/mail/", ours: ["src/mail/", "src/core/"], packages: ["nodemailer"] },
  { files: "src/flows/", ours: ["src/flows/", "src/core/"], packages: [] },
  {
    files: "src/aws/",
    ours: ["src/aws/", "src/mail/", "src/core/", names],
    packages: [
      "node:",
      "@aws-sdk/",
      "@aws-lambda-powertools/",
      "@smithy/",
      "@middy/",
      "aws-lambda",
      "aws4fetch",
      "zod",
    ],
  },
  {
    files: "src/local/",
    ours: ["src/local/", "src/flows/", "src/mail/", "src/core/", names],
    packages: ["node:", "cli-progress", "temporal-polyfill", "zod"],
  },
  {
    files: "functions/",
    ours: ["functions/", "src/aws/", "src/flows/", "src/core/", names],
    packages: ["node:", "@middy/", "aws-lambda", "zod"],
  },
  {
    files: "lib/",
    ours: ["lib/", names],
    packages: ["node:", "fastest-levenshtein", ...cdk],
  },
  {
    files: "lib/bundle/",
    ours: ["lib/bundle/"],
    packages: ["node:", "esbuild", "@aws-sdk/credential-provider-env"],
  },
  { files: "bin/sojourn.ts", ours: ["lib/", names], packages: ["node:", ...cdk] },
  { files: "bin/", ours: ["bin/", "src/", "package.json"], packages: "any but the CDK" },
  {
    files: "bench/",
    ours: ["bench/", "src/", "functions/", "test/", "lib/bundle/"],
    packages: "any but the CDK",
  },
  { files: "test/infra/", ours: [""], packages: "any" },
  // It deploys the app, the CDK's own command line and all.
  { files: "test/rehearsal/", ours: [""], packages: "any" },
  {
    files: "test/",
    ours: ["test/", "src/", "functions/", "bin/", "bench/", "examples/", "schemas/"],
    packages: "any but the CDK",
  },
];

// Biome's format makes these sound: double quotes, a statement begins its line.
const importForms = [
  /^(?:import|export)\s[\w\s{},*$]*?\bfrom\s+"([^"]+)"/gm,
  /^import\s+"([^"]+)"/gm,
  /\b(?:import|require)\(\s*["'`]([^"'`]+)["'`]/g,
];
const barrelForm = /^export\s+(?:type\s+)?(?:\*|\{[^}]*\})[\w\s]*?\bfrom\s+"([^"]+)"/gm;
const clockForm = /\bnew Date(?:\(\s*\)|\s*[;,)\]])|(?<![.\w])(?<!new )Date\(/g;

function isPackage(name: string, allowed: string): boolean {
  if (/[/:]$/.test(allowed)) return name.startsWith(allowed);
  return name === allowed || name.startsWith(`${allowed}/`);
}

function mayImport(rule: ImportRule, path: string, specifier: string): boolean {
  if (/^\.{1,2}\//.test(specifier)) {
    const target = posix.join(posix.dirname(path), specifier);
    return rule.ours.some((beginning) => target.startsWith(beginning));
  }
  if (rule.packages === "any") return true;
  if (rule.packages === "any but the CDK") return !cdk.some((name) => isPackage(specifier, name));
  return rule.packages.some((allowed) => isPackage(specifier, allowed));
}

function findMatches(source: string, form: RegExp): string[] {
  return [...source.matchAll(form)].map((match) => match[1] ?? match[0]);
}

/**
 * What one file does against the rules, in plain words; empty when all is well.
 * @param path relative to the repository, with forward slashes
 */
export function findBreaches(path: string, source: string): string[] {
  const rule = importRules
    .filter((candidate) => path.startsWith(candidate.files))
    .toSorted((a, b) => b.files.length - a.files.length)[0];
  if (rule === undefined) return [`${path} has no row in the import rules`];

  const breaches = importForms
    .flatMap((form) => findMatches(source, form))
    .filter((specifier) => !mayImport(rule, path, specifier))
    .map((specifier) => `${path} may not import "${specifier}"`);
  if (posix.basename(path) === "index.ts") breaches.push(`${path} is a barrel by its name`);
  for (const specifier of findMatches(source, barrelForm)) {
    breaches.push(`${path} may not pass on what "${specifier}" exports`);
  }
  if (path.startsWith("src/core/")) {
    for (const clock of findMatches(source, clockForm)) {
      breaches.push(`${path} may not read the clock by "${clock}"`);
    }
  }
  return breaches;
}
