// What each finding means, what decides it and what to do: the source of docs/findings.md. An id without its sentences does not compile.
import type { Category, Cause } from '../model/finding.ts'
import { around } from './catalogue/around.ts'
import { placing } from './catalogue/placing.ts'
import { probes } from './catalogue/probes.ts'
import { running } from './catalogue/running.ts'
import { starting } from './catalogue/starting.ts'

/** Three plain sentences about a finding id. */
export interface Explanation {
  readonly means: string
  /** The evidence that the rule rests on. */
  readonly decides: string
  readonly todo: string
}

export type Catalogue = { readonly [C in Category]: Readonly<Record<Cause<C>, Explanation>> }

export const catalogue: Catalogue = { ...placing, ...starting, ...probes, ...running, ...around }
