import AerialCore
import Foundation
import Imagery
import Testing

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// A server on loopback, ended with the value.
final class Serving: Sendable {
    struct Answer: Sendable {
        let status: Int
        let type: String
        let data: Data
        var text: String { String(decoding: data, as: UTF8.self) }
        func object() throws -> [String: Any] {
            try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        }
    }

    let address: String
    private let process: Process
    private let said: Scratch

    init(_ arguments: [String], in folder: String) throws {
        said = Scratch()
        process = try Program.start(
            ["serve", "--port", "0", "--json"] + arguments, in: folder, output: try said.newFile("stdout"))
        let deadline = Date.now.addingTimeInterval(60)
        var line = ""
        while !line.hasSuffix("\n"), process.isRunning, Date.now < deadline {
            usleep(20_000)
            line = try said.text("stdout")
        }
        let object = try #require(
            try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: String], "it said '\(line)'")
        address = try #require(object["address"])
    }

    deinit {
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
        process.waitUntilExit()
    }

    /// - Returns: the exit status.
    func end(_ signal: Int32) -> Int32 {
        kill(process.processIdentifier, signal)
        process.waitUntilExit()
        return process.terminationStatus
    }

    func ask(
        _ path: String, _ method: String = "GET", headers: [String: String] = [:], body: Data? = nil
    ) async throws -> Answer {
        let base = String(address.prefix { $0 != "?" }.dropLast())
        var request = URLRequest(url: try #require(URL(string: base + path)))
        request.httpMethod = method
        request.httpBody = body
        for (name, value) in headers { request.setValue(value, forHTTPHeaderField: name) }
        let (data, response) = try await URLSession.shared.data(for: request)
        let http = try #require(response as? HTTPURLResponse)
        return Answer(
            status: http.statusCode, type: http.value(forHTTPHeaderField: "Content-Type") ?? "", data: data)
    }

    func put(_ path: String, _ json: String) async throws -> Answer {
        try await ask(path, "PUT", headers: ["Content-Type": "application/json"], body: Data(json.utf8))
    }

    /// The id of the first item of a kind.
    func item(_ kind: String) async throws -> String {
        let items = try #require(try await ask("/api/project").object()["items"] as? [[String: Any]])
        return try #require(items.first { $0["kind"] as? String == kind }?["id"] as? String)
    }
}

extension EndToEnd {
    /// The workbench as browsers and programs meet it.
    struct ServeTests {
        /// A copy, since marks are written into it.
        private func project() throws -> Scratch {
            let county = try County.current()
            let scratch = Scratch()
            for path in [county.change, county.predictions, county.model] {
                _ = try scratch.copy(path, to: (path as NSString).lastPathComponent)
            }
            _ = try scratch.copy(county.imagery, to: "imagery_before.tif")
            return scratch
        }

        @Test func whatLiesInTheFolderIsFoundAndDrawn() async throws {
            let project = try self.project()
            let server = try Serving(["."], in: project.path)
            for kind in ["change", "predictions", "model", "imagery", "map"] {
                _ = try await server.item(kind)
            }
            let table = try await server.item("predictions")
            let summary = try await server.ask("/api/predictions/\(table)").object()
            #expect(summary["tiles"] as? Int == County.sideTiles * County.sideTiles)
            // 42.507 N, 71.42 W at zoom 14 lies in the county.
            for layer in ["\(table).classes", "\(try await server.item("imagery")).picture"] {
                let tile = try await server.ask("/tiles/\(layer)/14/4941/6050.png")
                #expect(tile.status == 200)
                #expect(tile.type == "image/png")
                #expect(tile.data.count > 300, "\(layer) is clear")
            }
        }

        /// The program has become another one by then, which is not ready to answer signals yet.
        @Test(arguments: [SIGINT, SIGTERM]) func asSoonAsItStartsItEndsWithWords(signal: Int32) throws {
            let project = Scratch()
            let process = try Program.start(
                ["serve", ".", "--port", "0"], in: project.path, errors: try project.newFile("said"))
            let own = "/proc/\(process.processIdentifier)/exe"
            while process.isRunning {
                let path = try? FileManager.default.destinationOfSymbolicLink(atPath: own)
                if path?.hasSuffix("/aerial-server") == true { break }
            }
            kill(process.processIdentifier, signal)
            process.waitUntilExit()
            #expect(process.terminationReason == .exit)
            #expect([0, 128 + signal].contains(process.terminationStatus))
            #expect(try project.text("said").contains("ending"))
        }

        @Test func everyRowIsInTheFeaturesOnce() async throws {
            let project = try self.project()
            let server = try Serving(["."], in: project.path)
            var next: String? = "/api/predictions/\(try await server.item("predictions"))/features?limit=37"
            var names: [String] = []
            while let path = next {
                let page = try await server.ask(path).object()
                let features = try #require(page["features"] as? [[String: Any]])
                names += features.compactMap { $0["id"] as? String }
                next = page["next"] as? String
            }
            #expect(names.count == County.sideTiles * County.sideTiles)
            #expect(Set(names).count == names.count)
        }

        @Test func aMarkSurvivesTheServersDeathAndIsWhatChangeReads() async throws {
            let project = try self.project()
            let first = try Serving(["."], in: project.path)
            let change = try await first.item("change")
            let found = try await first.ask("/api/changes/\(change)").object()
            let candidates = try #require(found["candidates"] as? [[String: Any]])
            let id = try #require(candidates.first?["id"] as? String)
            let answer = try await first.put("/api/changes/\(change)/marks/\(id)", #"{"mark":"accept"}"#)
            #expect(answer.status == 200)
            _ = first.end(SIGKILL)
            let second = try Serving(["."], in: project.path)
            let marks =
                try await second.ask("/api/changes/\(change)/marks").object()["marks"] as? [String: String]
            #expect(marks == [id: "accept"])
            #expect(try project.text("change/marks.csv").contains("\(id),"))
            let county = try County.current()
            let again = try Program.run(
                [
                    "change", "model", "--before", county.imagery, "--after", county.laterImagery, "--marks",
                    "change/marks.csv", "--out", "again",
                ], in: project.path)
            #expect(again.status == 0, "\(again.errors)")
        }

        @Test func aModelAnswersAsScoreDoes() async throws {
            let county = try County.current()
            let project = try self.project()
            let server = try Serving(["."], in: project.path)
            let picture = try #require(
                county.scratch.trees(of: county.dataset + "/test").first { $0.hasSuffix(".png") })
            let data = try Data(contentsOf: URL(fileURLWithPath: picture))
            let path = "/api/models/\(try await server.item("model"))/predict"
            let answer = try await server.ask(
                path, "POST", headers: ["Content-Type": "image/png"], body: data)
            let said = try answer.object()
            _ = try Program.mustRun(
                ["score", "model", picture, "--images", "--out", "one.csv", "--quiet"], in: project.path)
            let table = try PredictionFile.read(path: project["one.csv"])
            let row = try #require(table.rows.first)
            #expect(said["class"] as? String == row.predictedClass.map { table.classNames[$0] })
            let shares = try #require(said["probabilities"] as? [[String: Any]])
            for (share, probability) in zip(shares, row.probabilities) {
                #expect(abs(try #require(share["probability"] as? Double) - Double(probability)) < 1e-5)
            }
            let bad = try await server.ask(
                path, "POST", headers: ["Content-Type": "image/png"], body: Data("no".utf8))
            #expect(bad.status == 422)
            let large = try await server.ask(
                path, "POST", headers: ["Content-Type": "image/png"], body: Data(count: 33 << 20))
            #expect(large.status == 413)
        }

        @Test func whatIsWrongIsSaidAsRFC9457() async throws {
            let project = try self.project()
            let server = try Serving(["."], in: project.path)
            let table = try await server.item("predictions")
            for (path, status) in [
                ("/api/predictions/none/at?lon=0&lat=0", 404),
                ("/api/predictions/\(table)/at?lon=x&lat=0", 400),
                ("/api/predictions/\(table)/at?lon=0", 400), ("/tiles/\(table).classes/3/9/0.png", 404),
                ("/tiles/\(table).nothing/3/1/1.png", 404), ("/nothing", 404),
                ("/assets/..%2f..%2fetc%2fpasswd", 404), ("/leaflet/..%2fjquery.js", 404),
            ] {
                let answer = try await server.ask(path)
                #expect(answer.status == status, "\(path)")
                #expect(answer.type == "application/problem+json", "\(path)")
                let problem = try answer.object()
                #expect(problem["status"] as? Int == status)
                #expect((problem["detail"] as? String)?.isEmpty == false)
            }
        }

        @Test func everyDocumentedAddressIsOne() async throws {
            let project = try self.project()
            let server = try Serving(["."], in: project.path)
            let paths = try #require(
                try await server.ask("/api/openapi.json").object()["paths"] as? [String: Any])
            #expect(paths.count > 15)
            for path in paths.keys {
                let filled = path.replacing(/\{[zxy]\}/, with: "1").replacing(/\{\w+\}/, with: "none")
                let operations = try #require(paths[path] as? [String: Any])
                for method in operations.keys {
                    let answer = try await server.ask(filled, method.uppercased())
                    // An address that the router does not know is answered with these words.
                    #expect(!answer.text.contains("Look at /api/openapi.json"), "\(method) \(path)")
                    #expect(answer.status < 500, "\(method) \(path)")
                }
            }
        }

        @Test func beyondLoopbackATokenIsNeeded() async throws {
            let project = try self.project()
            try project.write("abcdefghijklmnop0123\n", to: "token")
            let server = try Serving(["--host", "127.0.0.2", "--token-file", "token", "."], in: project.path)
            #expect(!server.address.contains("token"))
            #expect(try await server.ask("/api/project").status == 401)
            #expect(try await server.ask("/api/project?token=abcdefghijklmnop0124").status == 401)
            #expect(try await server.ask("/api/project?token=abcdefghijklmnop0123").status == 200)
            let bearer = ["Authorization": "Bearer abcdefghijklmnop0123"]
            #expect(try await server.ask("/api/project", headers: bearer).status == 200)
        }

        @Test func otherSitesPagesWorkNotInItsName() async throws {
            let project = try self.project()
            let server = try Serving(["."], in: project.path)
            let answer = try await server.ask(
                "/api/jobs", "POST",
                headers: ["Origin": "http://evil.example", "Content-Type": "application/json"],
                body: Data("{}".utf8))
            #expect(answer.status == 403)
        }

        @Test func aJobRunsAndItsPathsStayInTheFolder() async throws {
            let project = try self.project()
            let server = try Serving(["."], in: project.path)
            func start(_ out: String) async throws -> Serving.Answer {
                let body =
                    #"{"command":"score","values":{"model":["model"],"inputs":["imagery_before.tif"],"out":["\#(out)"]}}"#
                return try await server.ask(
                    "/api/jobs", "POST", headers: ["Content-Type": "application/json"], body: Data(body.utf8))
            }
            #expect(try await start("/tmp/elsewhere.csv").status == 400)
            let id = try #require(try await start("again.csv").object()["id"] as? String)
            var state = "running"
            while ["running", "waiting"].contains(state) {
                try await Task.sleep(for: .milliseconds(200))
                state = try #require(try await server.ask("/api/jobs/\(id)").object()["state"] as? String)
            }
            #expect(state == "done")
            #expect(FileManager.default.fileExists(atPath: project["again.csv"]))
        }

        @Test func itEndsCleanlyAtSIGTERM() async throws {
            let project = try self.project()
            let server = try Serving(["."], in: project.path)
            _ = try await server.ask("/api/project")
            #expect(server.end(SIGTERM) == 0)
        }
    }
}
