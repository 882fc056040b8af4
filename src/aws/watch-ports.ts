import type { Customers, Enrollments, Messages, Pauses, SetAsides } from "../core/ports.ts";
import { correlate, correlation } from "./correlation.ts";
import { logRefusal } from "./log.ts";
import { count } from "./metrics.ts";

/**
 * Ports as they are, seen by the log and the figures: what a flow reads tells what its lines are
 * about, what it settles is counted. So the flows know of neither.
 */

/** Lines about a message name its enrollment and journey; what a person must see is counted. */
export function watchMessages(messages: Messages): Messages {
  return {
    create: (order) => messages.create(order),
    report: (id, report, at, said) => messages.report(id, report, at, said),
    list: (key) => messages.list(key),
    atGate: (gate, most) => messages.atGate(gate, most),
    async find(id) {
      const message = await messages.find(id);
      if (message !== undefined) {
        const { enrollment, journey } = message;
        correlate({ messageId: id, enrollment, journey });
      }
      return message;
    },
    async advance(id, from, change, since) {
      const moved = await messages.advance(id, from, change, since);
      if (moved && change.state === "failed") count("MessagesFailed");
      if (moved && change.state === "unknown") count("MessagesUnknown");
      return moved;
    },
  };
}

/** A channel whose provider refuses the stage is counted at each answer that says so. */
export function watchGates(pauses: Pauses): Pauses {
  // Method by method: a copy would build the port while its handler is imported.
  return {
    read: () => pauses.read(),
    pause: (what, pause) => pauses.pause(what, pause),
    unpause: (what, now) => pauses.unpause(what, now),
    openGate: (channel, now) => pauses.openGate(channel, now),
    gateDrained: (gate, since) => pauses.gateDrained(gate, since),
    async closeGate(channel, closing) {
      const flags = await pauses.closeGate(channel, closing);
      count("ChannelsRefused");
      return flags;
    },
  };
}

/** Customers that were set aside are logged by key and counted. */
export function watchSetAsides(setAsides: SetAsides): SetAsides {
  return {
    remove: (aside) => setAsides.remove(aside),
    async put(aside) {
      await setAsides.put(aside);
      const { pass, customer, error } = aside;
      logRefusal(`a customer was set aside by the ${pass}`, { customer, kind: error });
      count("ItemsSetAside");
    },
  };
}

/** Lines about an enrollment name its journey. */
export function watchCustomers(customers: Customers): Customers {
  return {
    commit: (before, after) => customers.commit(before, after),
    commitAll: (changes) => customers.commitAll(changes),
    page: (slice) => customers.page(slice),
    async find(key) {
      const customer = await customers.find(key);
      const journey = customer?.enrollments[correlation().enrollment ?? ""]?.journey;
      if (journey !== undefined) correlate({ journey });
      return customer;
    },
  };
}

/** Runs that broke are counted where they are listed. */
export function watchEnrollments(enrollments: Enrollments): Enrollments {
  return {
    open: (enrollment) => enrollments.open(enrollment),
    find: (id) => enrollments.find(id),
    async settle(enrollment) {
      await enrollments.settle(enrollment);
      if (enrollment.state === "failed") count("RunsFailed");
    },
  };
}
