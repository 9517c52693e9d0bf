// What the cluster's processes tell one another, and what they are started with.
import { z } from 'zod'
import { COMPONENTS } from './node/components.ts'

/** What the launcher is started with, as its one argument in JSON; it hands the same to the process inside. */
export const LaunchOrder = z.object({
  stateFolder: z.string(),
  cgroup: z.string(),
  port: z.int(),
  programs: z.object({ kubernetes: z.string(), containerdEtcd: z.string(), coredns: z.string() }),
  images: z.array(z.string()),
  cniPlugins: z.string(),
  runc: z.string(),
  snapshotter: z.enum(['overlayfs', 'native']),
})
export type LaunchOrder = z.infer<typeof LaunchOrder>

/** From the process inside to the launcher, and on to `up`. */
export const Message = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('step'), text: z.string() }),
  z.object({ kind: z.literal('ready') }),
  z.object({ kind: z.literal('failed'), text: z.string() }),
  z.object({ kind: z.literal('exited'), component: z.enum(COMPONENTS), how: z.string() }),
])
export type Message = z.infer<typeof Message>
