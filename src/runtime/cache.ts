/** The few most recently used values; what falls out is disposed of. */
export interface Cache<A> {
  get(key: string, make: () => A): A;
}

export const makeCache = <A>(limit: number, dispose: (a: A) => void): Cache<A> => {
  const held = new Map<string, A>();
  return {
    get: (key, make) => {
      const known = held.get(key);
      const value = known ?? make();
      held.delete(key);
      held.set(key, value);
      if (held.size > limit) {
        const [oldest] = held.keys();
        const old = held.get(oldest!)!;
        held.delete(oldest!);
        dispose(old);
      }
      return value;
    },
  };
};
