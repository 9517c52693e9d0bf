// Reads an action's action.yml, and the inputs a stage of it is given.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parse } from 'yaml'
import { z } from 'zod'
import { interpolate, type Scope } from './expressions.ts'
import type { Strings } from './types.ts'

const inputSchema = z.looseObject({
  default: z.string().optional(),
  deprecationMessage: z.string().optional(),
})

const manifestSchema = z.looseObject({
  name: z.string(),
  inputs: z.record(z.string(), inputSchema).default({}),
  outputs: z.record(z.string(), z.unknown()).default({}),
  runs: z.looseObject({
    using: z.enum(['node20', 'node24']),
    main: z.string(),
    post: z.string().optional(),
    'post-if': z.string().default('always()'),
    pre: z.never('This runner does not run `pre:` steps').optional(),
  }),
})

export type Manifest = z.infer<typeof manifestSchema>

/**
 * @param folder where action.yml (or action.yaml) is
 * @throws Error when there is none, or when it isn't a JavaScript action
 */
export async function readManifest(folder: string): Promise<Manifest> {
  const text = await readFile(join(folder, 'action.yml'), 'utf8').catch(() =>
    readFile(join(folder, 'action.yaml'), 'utf8'),
  )
  // The runner takes scalars as they are written: `default: 1.10` is the text "1.10".
  return manifestSchema.parse(parse(text, { schema: 'failsafe' }))
}

export interface EvaluatedInputs {
  readonly values: Strings
  readonly warnings: readonly string[]
}

/** Evaluates what the workflow gave (`with:`), then the defaults of everything else. Names are case-insensitive. */
export function evaluateInputs(manifest: Manifest, given: Strings, scope: Scope): EvaluatedInputs {
  const values: Record<string, string> = {}
  const warnings: string[] = []
  const declared = Object.entries(manifest.inputs)
  const declaredNames = new Map(declared.map(([name, input]) => [name.toLowerCase(), input]))
  for (const [name, text] of Object.entries(given)) {
    values[name] = interpolate(text, scope)
    const message = declaredNames.get(name.toLowerCase())?.deprecationMessage
    if (message !== undefined) warnings.push(`Input '${name}' has been deprecated with message: ${message}`)
  }
  const givenNames = new Set(Object.keys(given).map(name => name.toLowerCase()))
  for (const [name, input] of declared) {
    if (!givenNames.has(name.toLowerCase())) values[name] = interpolate(input.default ?? '', scope)
  }
  const unexpected = Object.keys(given).filter(name => !declaredNames.has(name.toLowerCase()))
  if (unexpected.length > 0) {
    const valid = declared.map(([name]) => name).join("', '")
    warnings.push(`Unexpected input(s) '${unexpected.join("', '")}', valid inputs are ['${valid}']`)
  }
  return { values, warnings }
}

/** `INPUT_` variables: upper case, spaces become underscores, hyphens stay. */
export function inputVariables(values: Strings): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      `INPUT_${name.replaceAll(' ', '_').toUpperCase()}`,
      value,
    ]),
  )
}
