// Names of files and folders that every file system and the artifact service take, unique in their folder.

/** Longer ones are cut, so that the deepest path stays well below the 260 characters at which Windows ends paths. */
const longestFolder = 80
const longestFile = 60

/** Names that Windows keeps for devices, with any ending. */
const deviceName = /^(?:con|prn|aux|nul|com[0-9]|lpt[0-9]|conin|conout|clock)(?:$|[.])/i

/** A name made only of letters, digits, dots, dashes and underscores: never empty, `.` or `..`, never a device. */
export function safeName(name: string, longest = longestFolder): string {
  const plain = name
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/^[.-]+/, '')
    .slice(0, longest)
    .replace(/[.-]+$/, '')
  if (plain === '') return 'unnamed'
  return deviceName.test(plain) ? `_${plain}` : plain
}

export interface Names {
  /** Keeps a path for us, so that no name from outside gets it. */
  reserve(path: string): void
  /** The path of a folder: the same for the same parent and name, another for any other. */
  folder(parent: string, name: string): string
  /** The path of a new file; `ending` (such as `.log`) is ours and kept. */
  file(parent: string, name: string, ending: string): string
}

/**
 * Gives out paths, no two of which are the same on a file system that ignores case.
 * They are relative, with `/` between the steps; the parent `''` is the top.
 */
export function createNames(): Names {
  const used = new Set<string>()
  const folders = new Map<string, string>()

  function fresh(parent: string, base: string, ending: string): string {
    for (let number = 1; ; number++) {
      const suffix = number === 1 ? '' : `-${number}`
      const path = `${parent}${parent === '' ? '' : '/'}${base}${suffix}${ending}`
      if (used.has(path.toLowerCase())) continue
      used.add(path.toLowerCase())
      return path
    }
  }

  return {
    reserve(path) {
      used.add(path.toLowerCase())
    },
    folder(parent, name) {
      const key = JSON.stringify([parent, name])
      const path = folders.get(key) ?? fresh(parent, safeName(name), '')
      folders.set(key, path)
      return path
    },
    file: (parent, name, ending) => fresh(parent, safeName(name, longestFile), ending),
  }
}
