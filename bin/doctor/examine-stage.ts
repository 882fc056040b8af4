import type { Channel } from "../../src/core/channels/channels.ts";
import type { Definitions } from "../../src/core/definitions/definitions.ts";
import { type Instant, SECOND } from "../../src/core/time/instant.ts";
import type { Stage } from "../stage/stage.ts";
import { type Access, accessTo } from "./access.ts";
import { type Audience, estimateNeeds, type Needs } from "./estimate-need.ts";
import { conclude, type Finding, verdicts } from "./finding.ts";
import { judgeDefinitions, sends } from "./judge-definitions.ts";
import { judgeEmailAccount, judgeEmailEvents } from "./judge-email-account.ts";
import { judgeFunctions } from "./judge-functions.ts";
import { judgePace, judgeThrottling } from "./judge-pace.ts";
import { judgePauses } from "./judge-pauses.ts";
import { judgePush } from "./judge-push.ts";
import { judgeQuotas } from "./judge-quotas.ts";
import { domainOf, judgeSender } from "./judge-sender.ts";
import { judgeSms } from "./judge-sms.ts";
import { judgeAlarms, judgeDeadLetters, judgeStack } from "./judge-stack.ts";
import { judgeSecrets, judgeTables } from "./judge-stores.ts";
import { profileJourneys } from "./profile-journeys.ts";
import { readAlarms } from "./read-alarms.ts";
import { readDefinitions } from "./read-definitions.ts";
import { readEmailAccount, readEmailEvents, readIdentities } from "./read-email.ts";
import { type FunctionFacts, readFunctions } from "./read-functions.ts";
import { type Dns, readMailDns } from "./read-mail-dns.ts";
import { readPauses } from "./read-pauses.ts";
import { readDeadLetters } from "./read-queues.ts";
import { readQuotas } from "./read-quotas.ts";
import { readSecrets } from "./read-secrets.ts";
import { readStack, type StackFacts } from "./read-stack.ts";
import { readTables } from "./read-tables.ts";
import { readPush, readSms } from "./read-text-and-push.ts";
import type { Reading } from "./reading.ts";

export interface Question {
  /** Whether the stage is not a disposable one: then what is unfit for customers is a problem. */
  readonly prod: boolean;
  /** @default as many as the customers table holds */
  readonly customers?: number;
  /** How long those customers take to come. */
  readonly overMs: number;
  /** Dollars of one SMS part. */
  readonly smsPrice: number;
  /** SMS a second that AWS granted. @default a new account's */
  readonly smsRate?: number;
  readonly now: Instant;
}

export interface Diagnosis {
  /** undefined where nobody said how many customers come, and none are known. */
  readonly audience: Audience | undefined;
  readonly findings: readonly Finding[];
}

/** Reads a stage and what it lives on, and judges it: problems first. Changes nothing. */
export async function examineStage(stage: Stage, question: Question, dns: Dns): Promise<Diagnosis> {
  const access = accessTo(stage);
  const [stack, tables, published] = await Promise.all([
    readStack(stage.name, access),
    readTables(stage, access),
    readDefinitions(stage, access),
  ]);
  const functions = await readFunctions(stack.resources, access);
  const definitions = published.kind === "read" ? published.value : undefined;
  const journeys = definitions === undefined ? [] : profileJourneys(definitions, question.now);
  const known = tables.find(({ title }) => title === "customers")?.fact;
  const audience = chooseAudience(question, known?.kind === "read" ? known.value.items : 0);
  // Before the first publish nothing is asked for; where the catalog can't be read, nobody knows.
  const needs =
    audience === undefined || published.kind === "unknown"
      ? undefined
      : estimateNeeds(journeys, audience);
  const uses = (channel: Channel) =>
    published.kind === "read" ? sends(journeys, channel) : undefined;
  const scene = { stage, access, stack, functions, uses, needs, question };
  const examined = await Promise.all([
    examineQuotas(scene),
    examineOperation(scene),
    examineEmail(scene, definitions, dns),
    examineSmsAndPush(scene),
  ]);
  const findings = [
    judgeStack(stage.status),
    ...judgeTables(tables, question.prod),
    ...judgeDefinitions(published, journeys),
    ...examined.flat(),
  ];
  return { audience, findings: sortByVerdict(findings) };
}

interface Scene {
  readonly stage: Stage;
  readonly access: Access;
  readonly stack: StackFacts;
  readonly functions: FunctionFacts;
  /** Whether a live journey sends by a channel; undefined where nobody knows the journeys. */
  readonly uses: (channel: Channel) => boolean | undefined;
  readonly needs: Needs | undefined;
  readonly question: Question;
}

function chooseAudience({ customers, overMs }: Question, known: number): Audience | undefined {
  const coming = customers ?? known;
  return coming > 0 ? { customers: coming, overMs } : undefined;
}

/** Step Functions, Scheduler, EventBridge, Lambda, SQS, and the bounds that we set ourselves. */
async function examineQuotas(scene: Scene): Promise<Finding[]> {
  const { stage, access, functions, needs, question } = scene;
  const overSeconds = question.overMs / SECOND;
  const where = { region: stage.region, overSeconds };
  return [
    ...judgeQuotas(await readQuotas(access), needs, where),
    ...judgeFunctions(functions, needs, where),
    ...judgePace(functions.consumers, needs, overSeconds),
  ];
}

/** What keeps the stage running: secrets, alarms, dead letters, and what people paused. */
async function examineOperation(scene: Scene): Promise<Finding[]> {
  const { stage, access, stack, functions, question } = scene;
  const told = functions.functions;
  const [secrets, alarms, deadLetters, pauses] = await Promise.all([
    readSecrets(told.kind === "read" ? told.value : [], access),
    readAlarms(stack.alarmTopic, access),
    readDeadLetters(stack.resources, access),
    readPauses(stage, access),
  ]);
  return [
    ...(told.kind === "read" ? judgeSecrets(secrets) : unreadable("Secrets", told)),
    ...judgeAlarms(alarms, question.prod),
    ...judgeDeadLetters(deadLetters, stage.options),
    ...judgePauses(pauses, stage.options),
  ];
}

async function examineEmail(
  scene: Scene,
  definitions: Definitions | undefined,
  dns: Dns,
): Promise<Finding[]> {
  const { stage, access, stack, functions, uses, needs, question } = scene;
  const { region } = stage;
  const [account, events, sender] = await Promise.all([
    readEmailAccount(access),
    readEmailEvents(stack.resources, access),
    examineSender(scene, definitions, dns),
  ]);
  const overSeconds = question.overMs / SECOND;
  const used = uses("email") ?? true;
  const context = { prod: question.prod, region, used, overSeconds };
  return [
    ...judgeEmailAccount(account, needs, context),
    ...judgeThrottling(functions.consumers, account),
    ...sender,
    ...judgeEmailEvents(events),
  ];
}

/** The sender of settings.json; before the first publish, the one that was deployed. */
async function examineSender(
  { stage, access, stack }: Scene,
  definitions: Definitions | undefined,
  dns: Dns,
): Promise<readonly Finding[]> {
  const { grantedIdentities } = stack;
  const written = definitions?.settings.definition.senders?.email?.from;
  const deployed = grantedIdentities.kind === "read" ? grantedIdentities.value[0] : undefined;
  const from = written ?? deployed;
  if (from === undefined) {
    const why = "settings.json names no sender, and the stack tells none";
    return unreadable("Email: sender", { kind: "unknown", why });
  }
  // `Shop <hello@shop.com>` or the address alone.
  const address = (/<([^>]+)>\s*$/.exec(from)?.[1] ?? from).trim().toLowerCase();
  const identities = await readIdentities(address, access);
  const carrier =
    identities.kind === "read" ? identities.value.find((one) => one.verified) : undefined;
  const mail = await readMailDns(domainOf(address), carrier?.mailFrom?.domain, dns);
  return judgeSender({ address, identities, grantedIdentities, dns: mail }, stage.region);
}

async function examineSmsAndPush(scene: Scene): Promise<Finding[]> {
  const { stage, access, functions, uses, needs, question } = scene;
  const told = functions.functions;
  const [sms, push] = await Promise.all([
    readSms(access),
    readPush(told.kind === "read" ? told.value : [], access),
  ]);
  const context = {
    prod: question.prod,
    region: stage.region,
    overSeconds: question.overMs / SECOND,
    partPrice: question.smsPrice,
    rate: question.smsRate,
  };
  return [
    ...((uses("sms") ?? true) ? judgeSms(sms, needs, context) : []),
    ...judgePush(told.kind === "read" ? push : told, uses("push"), question.now),
  ];
}

/** A finding about something that could not even be looked for. */
function unreadable(topic: string, reading: Reading<unknown>): readonly Finding[] {
  if (reading.kind === "read") return [];
  const check = {
    topic,
    wanted: "to be read",
    why: "Nobody knows how it stands.",
    mend: "make it readable, and ask again",
  };
  return [conclude(check, "unknown", reading.why)];
}

/** The same verdict keeps its order. */
function sortByVerdict(findings: readonly Finding[]): readonly Finding[] {
  return findings.toSorted((a, b) => verdicts.indexOf(a.verdict) - verdicts.indexOf(b.verdict));
}
