/** Permissions are for others than the superuser, who is one of the others for the time of a test. */

/** The user id that owns nothing. */
const NOBODY = 65534;

/** What f gives, run by a user whom permissions bind. */
export const unprivileged = async <A>(f: () => Promise<A>): Promise<A> => {
  if (process.getuid?.() !== 0) return f();
  process.seteuid?.(NOBODY);
  try {
    return await f();
  } finally {
    process.seteuid?.(0);
  }
};
