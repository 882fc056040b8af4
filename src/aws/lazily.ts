/** Calls `build` at the first call and answers with the same value ever after. */
export function once<Value>(build: () => Value): () => Value {
  let built: { readonly value: Value } | undefined;
  return () => {
    built ??= { value: build() };
    return built.value;
  };
}

/**
 * A port that is built when it is first used, so that importing a handler needs no environment.
 * Ports are closures: their methods don't look at `this`.
 */
export function lazily<Port extends object>(build: () => Port): Port {
  const port = once(build);
  return new Proxy({} as Port, {
    get: (_, name) => Reflect.get(port(), name),
    // So that `{ ...port }` holds its methods, too: a copy of a bare proxy would be empty.
    ownKeys: () => Reflect.ownKeys(port()),
    getOwnPropertyDescriptor: (_, name) => {
      const found = Reflect.getOwnPropertyDescriptor(port(), name);
      return found && { ...found, configurable: true };
    },
  });
}

/** Like {@link once} for a load: those who call meanwhile share it, and a failed one is forgotten. */
export function loadOnce<Value>(load: () => Promise<Value>): () => Promise<Value> {
  let loading: Promise<Value> | undefined;
  return async () => {
    loading ??= load();
    try {
      return await loading;
    } catch (error) {
      loading = undefined;
      throw error;
    }
  };
}
