import { describe, expect, it } from "vitest";
import { isWithoutDynamo, useDynamo } from "../contract/dynamo-emulator.ts";
import { asIntended } from "./intended.ts";
import { fillTables, readStory, takeOver } from "./load-world.ts";
import { goOn, tellStory } from "./play-world.ts";
import { recorded, worldEvents } from "./world-events.ts";
import { versions } from "./world-files.ts";

describe.skipIf(isWithoutDynamo())("what an earlier version left", () => {
  const dynamo = useDynamo();

  it.each(versions)(
    "of %s goes on to its end as that version would have ended it",
    async (version) => {
      const tables = await fillTables(version, dynamo);
      const world = takeOver(version, tables);
      await goOn(world, recorded, worldEvents(version).after);
      const story = await tellStory(world, tables, recorded);
      expect(story).toEqual(asIntended(version, readStory(version)));
      const { queues } = world.runtime;
      for (const queue of Object.values(queues)) expect(queue.deadLetters).toEqual([]);
    },
  );
});
