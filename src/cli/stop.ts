/** The user's wish to stop, which a long loop must look for. */
import type { Environment } from './environment.ts';

/** Listens for the user's wish to stop, from its making to `forget`. */
export interface Stop {
  /** Whether there was one. */
  asked(): Promise<boolean>;
  forget(): void;
}

export const listen = (env: Environment): Stop => {
  let wish = false;
  const forget = env.onInterrupt(() => {
    wish = true;
  });
  const asked = async (): Promise<boolean> => {
    await env.turn();
    return wish;
  };
  return { asked, forget };
};
