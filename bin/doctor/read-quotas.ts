import {
  paginateListAWSDefaultServiceQuotas,
  paginateListServiceQuotas,
  type ServiceQuota,
  ServiceQuotasClient,
} from "@aws-sdk/client-service-quotas";
import type { Access } from "./access.ts";
import { type Quota, quotas } from "./quotas.ts";
import { attempt, type Reading } from "./reading.ts";

export interface QuotaFact {
  readonly quota: Quota;
  readonly granted: Reading<{
    readonly value: number;
    /** What to name in a request to raise it. */
    readonly code: string;
  }>;
}

/**
 * What the account has: its own value, else the default that AWS applies to it. By their names,
 * since AWS documents those and not the codes.
 */
export async function readQuotas(access: Access): Promise<readonly QuotaFact[]> {
  const client = new ServiceQuotasClient(access);
  const services = [...new Set(quotas.map(({ service }) => service))];
  const lists = new Map(
    await Promise.all(
      services.map(async (service) => {
        return [service, await attempt(() => listQuotas(client, service))] as const;
      }),
    ),
  );
  return quotas.map((quota) => {
    const list = lists.get(quota.service);
    if (list === undefined || list.kind === "unknown") {
      return { quota, granted: list ?? { kind: "unknown", why: "not asked" } };
    }
    const found = list.value.find(({ QuotaName = "" }) => quota.title.test(QuotaName));
    if (found?.Value === undefined) {
      const why = `Service Quotas lists none by this name among ${list.value.length} of ${quota.service}`;
      return { quota, granted: { kind: "unknown", why } };
    }
    const value = { value: found.Value, code: found.QuotaCode ?? "" };
    return { quota, granted: { kind: "read", value } };
  });
}

/** The account's own first, so that they are found before the defaults of the same name. */
async function listQuotas(
  client: ServiceQuotasClient,
  service: Quota["service"],
): Promise<ServiceQuota[]> {
  const found: ServiceQuota[] = [];
  for await (const page of paginateListServiceQuotas({ client }, { ServiceCode: service })) {
    found.push(...(page.Quotas ?? []));
  }
  const defaults = paginateListAWSDefaultServiceQuotas({ client }, { ServiceCode: service });
  for await (const page of defaults) found.push(...(page.Quotas ?? []));
  return found;
}
