import Commands

await Gapwatch.start()
