// Each test has two processes' worth of work on few cores, and some kill what they started.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
