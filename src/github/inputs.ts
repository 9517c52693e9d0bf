// The inputs of the step, as the runner hands them over: in the environment.

export type Environment = Readonly<Record<string, string | undefined>>

/**
 * A reader of inputs by their name in action.yml, '' for one that is not set. The text is as it was written:
 * `parseSettings` trims, because in one input indentation means something.
 */
export function inputReader(environment: Environment): (name: string) => string {
  return name => environment[`INPUT_${name.replaceAll(' ', '_').toUpperCase()}`] ?? ''
}
