// `npm run cluster -- COMMAND`: the cluster by hand.
import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { parseArgs } from 'node:util'
import { openCluster } from './index.ts'
import { ClusterError } from './programs/processes.ts'
import { createProgress } from './programs/progress.ts'
import { DEFAULT_STATE_FOLDER } from './state.ts'

const USAGE = `Usage: npm run cluster -- COMMAND [--state FOLDER]

  up [--port N]      build what is not cached, start the cluster, print its kubeconfig's path
  down               end it and remove what it left
  status             what runs, since when; exit code 0 if it works, else 1
  kubeconfig         print the kubeconfig's path
  exec -- CMD …      run a command inside the cluster's namespaces, with KUBECONFIG set
  load IMAGE.tar …   give images to the node (docker save, or an OCI layout)
  logs [COMPONENT]   print a component's log, or the end of each

Two clusters at once: give each its own --state folder (one per checkout is the default).`

main().catch((error: unknown) => {
  // The user's to put right: the message is enough. Anything else is our bug, and its trace is needed.
  console.error(error instanceof ClusterError ? error.message : error)
  process.exitCode = 1
})

async function main(): Promise<void> {
  const { values, positionals, command } = readArguments()
  const cluster = await openCluster({
    stateFolder: values.state ?? DEFAULT_STATE_FOLDER,
    progress: createProgress(),
    ...(values.port === undefined ? {} : { port: readPort(values.port) }),
  })
  const actions: Record<string, () => Promise<number>> = {
    up: async () => {
      const { started, kubeconfig } = await cluster.up()
      console.error(started ? 'The cluster is up.' : 'The cluster is already running.')
      console.log(kubeconfig)
      return 0
    },
    down: async () => {
      console.error((await cluster.down()) ? 'The cluster is gone.' : 'There was no cluster.')
      return 0
    },
    status: async () => {
      const { running, facts } = await cluster.status()
      console.log(facts.join('\n'))
      return running ? 0 : 1
    },
    kubeconfig: async () => {
      console.log(await cluster.kubeconfig())
      return 0
    },
    exec: async () => {
      if (command.length === 0) throw new ClusterError('Say what to run: npm run cluster -- exec -- CMD …')
      return await runHere(await cluster.execCommand(command))
    },
    load: async () => {
      if (positionals.length < 2)
        throw new ClusterError('Say what to load: npm run cluster -- load IMAGE.tar')
      for (const archive of positionals.slice(1)) console.log(await cluster.load(archive))
      return 0
    },
    logs: async () => {
      console.log(await cluster.logs(positionals[1]))
      return 0
    },
  }
  const action = actions[positionals[0] ?? '']
  if (action === undefined) throw new ClusterError(USAGE)
  process.exitCode = await action()
}

function readArguments() {
  const all = process.argv.slice(2)
  const end = all.indexOf('--')
  const [own, command] = end < 0 ? [all, []] : [all.slice(0, end), all.slice(end + 1)]
  const options = { state: { type: 'string' }, port: { type: 'string' } } as const
  try {
    return { ...parseArgs({ args: own, options, allowPositionals: true }), command }
  } catch (error) {
    throw new ClusterError(`${error instanceof Error ? error.message : error}\n\n${USAGE}`)
  }
}

function readPort(text: string): number {
  const port = Number(text)
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port
  throw new ClusterError(`--port ${text} is not a port; write a number from 1 to 65535.`)
}

/** Runs a command on this terminal and gives its exit code, as a shell would. */
function runHere([command = '', ...args]: string[]): Promise<number> {
  const child = spawn(command, args, { stdio: 'inherit' })
  // The terminal sends these to the command as well; it decides what they mean.
  for (const name of ['SIGINT', 'SIGQUIT'] as const) process.on(name, () => undefined)
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('exit', (code, name) => resolve(code ?? 128 + (name === null ? 0 : constants.signals[name])))
  })
}
