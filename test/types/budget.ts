/** What a budget is, and how many exports with one form of application share one. */

/** An export, the most that one new application of it may cost, in instantiations, and the application. */
export interface Budget {
  readonly name: string;
  readonly most: number;
  /** in the notation of `applications.ts` */
  readonly template: string;
}

/** The names of a list. */
export const words = (names: string): readonly string[] =>
  names.split(/\s+/).filter((n) => n !== '');
/** One form of application for many exports. */
export const each = (
  most: number,
  names: string,
  template: (name: string) => string,
): readonly Budget[] => words(names).map((name) => ({ name, most, template: template(name) }));
/** A form of application for every export. */
export const one = (most: number, templates: Readonly<Record<string, string>>): readonly Budget[] =>
  Object.entries(templates).map(([name, template]) => ({ name, most, template }));

/** A tensor of rank 3. */
export const X = '#[B, $a, $b]';
