import { type Check, conclude, type Finding } from "./finding.ts";
import type { SecretFact, SecretState } from "./read-secrets.ts";
import type { TableFact } from "./read-tables.ts";
import { judgeReading, type Reading } from "./reading.ts";

/** Tables as docs/runbook.md wants them for a restore; a disposable stage may do without. */
export function judgeTables(
  tables: readonly { readonly title: string; readonly fact: Reading<TableFact> }[],
  prod: boolean,
): readonly Finding[] {
  return tables.flatMap(({ title, fact }) => {
    const check: Check = {
      topic: `Table: ${title}`,
      wanted: prod ? "active, protected from deletion, recoverable" : "active",
      why: "One wrong command deletes what is known of every customer, and nothing brings it back.",
      mend: "npx cdk deploy --all (the table was changed by hand)",
    };
    return judgeReading(check, fact, (table) => [judgeTable(table, check, prod)]);
  });
}

function judgeTable(table: TableFact, check: Check, prod: boolean): Finding {
  const { name, status, deletionProtection, pointInTimeRecovery } = table;
  if (status !== "ACTIVE") {
    return conclude(check, status === "UPDATING" ? "warning" : "problem", status);
  }
  if (prod && !deletionProtection) {
    const mend = `aws dynamodb update-table --table-name ${name} --deletion-protection-enabled`;
    return conclude({ ...check, mend }, "problem", "not protected from deletion");
  }
  if (prod && !pointInTimeRecovery) {
    const mend = `aws dynamodb update-continuous-backups --table-name ${name} --point-in-time-recovery-specification PointInTimeRecoveryEnabled=true`;
    return conclude({ ...check, mend }, "problem", "no point-in-time recovery");
  }
  const kept = [deletionProtection && "protected", pointInTimeRecovery && "recoverable"];
  return conclude(check, "ok", ["active", ...kept.filter(Boolean)].join(", "));
}

/** As lib/customer-store.ts makes them: 64. A key of half that still can't be guessed. */
const fewestCharacters = 32;

/** Whether each secret is there and has its field; what it says is never looked at. */
export function judgeSecrets(secrets: readonly SecretFact[]): readonly Finding[] {
  return secrets.flatMap(({ title, field, id, state }) => {
    const check: Check = {
      topic: `Secret: ${title}`,
      wanted: `a secret {"${field}": …}`,
      why:
        field === "optOut"
          ? "No marketing message goes out, since none may go without a link to opt out."
          : "No event finds its customer: everything stands still.",
      mend: `put back the version that had it: aws secretsmanager list-secret-version-ids --include-deprecated --secret-id ${id}`,
    };
    return judgeReading(check, state, (found) => [judgeSecret(found, field, id, check)]);
  });
}

function judgeSecret(
  state: SecretState,
  field: string,
  id: string | undefined,
  check: Check,
): Finding {
  switch (state.kind) {
    case "there":
      return state.characters < fewestCharacters
        ? conclude(check, "warning", `only ${state.characters} characters`)
        : conclude(check, "ok", "there, with its field");
    case "deleting": {
      const mend = `aws secretsmanager restore-secret --secret-id ${id}`;
      return conclude({ ...check, mend }, "problem", "being deleted");
    }
    case "missing":
      return conclude({ ...check, mend: "npx cdk deploy --all" }, "problem", "not there");
    case "not-granted":
      return conclude({ ...check, mend: "npx cdk deploy --all" }, "problem", "no function is told");
    case "no-json":
      return conclude(check, "problem", "no JSON object");
    case "no-field":
      return conclude(check, "problem", `no text "${field}"`);
  }
}
