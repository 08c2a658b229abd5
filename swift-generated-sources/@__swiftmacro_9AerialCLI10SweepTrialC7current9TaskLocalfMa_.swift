{
    get {
        $current.get()
    }
}

// original-source-range: /work/main/Sources/AerialCLI/Journeys/Runs/Sweep/SweepTrial.swift:6:47-6:47
