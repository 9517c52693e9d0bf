// The memory limit of a container.
import type { ContainerView } from '../../view.ts'

/** The limit as the spec writes it; null where there is none. */
export function limitOf(container: ContainerView): string | null {
  const limit = container.spec.resources?.limits?.['memory']
  return limit === undefined ? null : String(limit)
}

/** The runtime's words that its own first process did not fit; undefined where there are none. */
export function tooSmall({ ended, status }: ContainerView): string | undefined {
  return [ended?.message, status?.state?.waiting?.message].find(text =>
    /OOM-killed|memory limit too low/i.test(text ?? ''),
  )
}
