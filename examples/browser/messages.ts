/** What the page and its worker say to each other. */

const MODELS = ['mlp', 'cnn'] as const;
export type ModelName = (typeof MODELS)[number];
export const isModelName = (name: string): name is ModelName => MODELS.some((m) => m === name);

export interface Order {
  readonly model: ModelName;
  readonly steps: number;
}

export type News =
  | { readonly kind: 'loss'; readonly loss: number }
  /** all losses */
  | { readonly kind: 'done'; readonly message: string }
  | { readonly kind: 'failed'; readonly message: string };
