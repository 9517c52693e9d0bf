// Settings from a few inputs, and the faults that other inputs give: what every test of the settings starts from.
import { ConfigurationError } from '../../../src/model/errors.ts'
import type { Settings } from '../../../src/model/settings.ts'
import { parseSettings } from '../../../src/settings.ts'

export type Inputs = Readonly<Record<string, string>>

export function settingsOf(inputs: Inputs): Settings {
  return parseSettings(name => inputs[name] ?? '')
}

/** The sentences a user gets; empty where the inputs are good. Anything thrown but a ConfigurationError goes on. */
export function faultsOf(inputs: Inputs): readonly string[] {
  try {
    settingsOf(inputs)
    return []
  } catch (error) {
    if (error instanceof ConfigurationError) return error.faults
    throw error
  }
}
