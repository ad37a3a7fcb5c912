import Dispatch

/// Runs a task, and the computations that block it for minutes, apart from the threads that all tasks share.
final class ComputeExecutor: TaskExecutor {
    private let queue = DispatchQueue(label: "candor.compute", qos: .userInitiated)

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}
