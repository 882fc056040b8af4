import { readFile } from "node:fs/promises";
import type { Plugin } from "esbuild";

interface PhoneMetadata {
  readonly version: number;
  readonly countries: Readonly<Record<string, unknown[]>>;
}

/** Index of the formats in a country's list (es6/metadata.js of the package, `formats()`). */
const formats = 4;

/** Marks a question that this plugin asks itself. */
const resolving = Symbol("resolving");

/** Leaves out of the bundles what packages bring along and nothing of ours runs. */
export const trimPackages: Plugin = {
  name: "trim-packages",
  setup(build) {
    // Each SDK client imports its whole package.json, some 2.4 KB, for one field.
    build.onLoad({ filter: /@aws-sdk[\\/]client-[\w-]+[\\/]package\.json$/ }, async ({ path }) => {
      const { version } = JSON.parse(await readFile(path, "utf8")) as { version: string };
      return { contents: JSON.stringify({ version }), loader: "json" };
    });
    // How a phone number is written for people, two thirds of the data: we only need E.164.
    build.onLoad({ filter: /libphonenumber-js[\\/]metadata\.min\.json\.js$/ }, async ({ path }) => {
      const { default: whole } = (await import(path)) as { default: PhoneMetadata };
      const metadata = structuredClone(whole);
      // The layout of a country's list is that of version 4 of the package's metadata.
      if (metadata.version !== 4)
        throw new Error(`${path} has changed: look where its formats are`);
      for (const country of Object.values(metadata.countries)) country[formats] = 0;
      return { contents: JSON.stringify(metadata), loader: "json" };
    });
    // Types of files by their endings, 76 KB: our mails have no attachments.
    build.onLoad(
      { filter: /nodemailer[\\/]dist[\\/]esm[\\/]mime-funcs[\\/]mime-types\.js$/ },
      () => ({
        contents:
          'export const detectMimeType = () => "application/octet-stream"; export const detectExtension = () => "bin";',
      }),
    );
    // nodemailer does not say that loading it does nothing: without this every function that knows of
    // the mail provider would carry 11 KB of it.
    build.onResolve(
      { filter: /^\.|^nodemailer/ },
      async ({ path, importer, resolveDir, kind, pluginData }) => {
        const isOurs =
          path.startsWith("nodemailer") || /[\\/]node_modules[\\/]nodemailer[\\/]/.test(importer);
        if (!isOurs || pluginData === resolving) return undefined;
        const found = await build.resolve(path, {
          importer,
          resolveDir,
          kind,
          pluginData: resolving,
        });
        return { ...found, sideEffects: false };
      },
    );
    // Powertools adds `/PT/NO-OP/<version>/PTEnv/<runtime>` to the name under which the SDK calls:
    // ours would be longer than the 50 characters that the SDK allows, and CloudTrail shows it.
    build.onLoad(
      { filter: /powertools[\\/]commons[\\/]lib[\\/]esm[\\/]index\.js$/ },
      async ({ path }) => {
        const text = await readFile(path, "utf8");
        const naming = /if \(!process\.env\.AWS_SDK_UA_APP_ID[^]*?\n\}\n/;
        if (!naming.test(text))
          throw new Error(`${path} has changed: look what it does to the name`);
        return { contents: text.replace(naming, "") };
      },
    );
  },
};
