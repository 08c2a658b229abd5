import SparkConnect
import Testing

struct SparkAddressTests {
    private func address(_ text: String, _ environment: [String: String] = [:]) throws -> SparkAddress {
        try SparkAddress(text, environment: environment)
    }

    @Test func hostAloneMeansTheStandardPort() throws {
        let address = try address("sc://spark.example.org")
        #expect(address.host == "spark.example.org")
        #expect(address.port == 15002)
        #expect(!address.usesTLS)
        #expect(address.token == nil)
    }

    @Test func parametersAreRead() throws {
        let address = try address(
            "sc://h:443/;use_ssl=true;token=a%3Db;user_id=ann;X-Databricks-Cluster-Id=0-1")
        #expect(address.port == 443)
        #expect(address.usesTLS)
        #expect(address.token == "a=b")
        #expect(address.userID == "ann")
        #expect(address.headers == ["x-databricks-cluster-id": "0-1"])
    }

    @Test func aTokenMayHoldEqualsSigns() throws {
        #expect(try address("sc://h/;token=abc==").token == "abc==")
    }

    @Test func addressesOfIPv6StandInBrackets() throws {
        let address = try address("sc://[::1]:15002/")
        #expect(address.host == "::1")
        #expect(address.port == 15002)
        #expect(address.place == "[::1]:15002")
    }

    @Test func aTokenAsksForEncryptionUnlessTheHostIsThisMachine() throws {
        #expect(try address("sc://far.example.org/;token=t").usesTLS)
        #expect(try !address("sc://localhost/;token=t").usesTLS)
        #expect(try !address("sc://127.0.0.1/;token=t").usesTLS)
    }

    @Test func aTokenNeverTravelsInTheOpenToAnotherMachine() {
        #expect(throws: SparkError.self) { try address("sc://far.example.org/;token=t;use_ssl=false") }
    }

    @Test func theTokenMayLieInTheEnvironment() throws {
        let environment = ["SPARK_CONNECT_AUTHENTICATE_TOKEN": "secret"]
        #expect(try address("sc://localhost", environment).token == "secret")
        #expect(try address("sc://localhost/;token=other", environment).token == "other")
    }

    @Test func theAddressMayLieInTheEnvironment() throws {
        #expect(try SparkAddress.inEnvironment(["SPARK_REMOTE": "sc://h:1"])?.port == 1)
        #expect(try SparkAddress.inEnvironment([:]) == nil)
        #expect(throws: SparkError.self) { try SparkAddress.inEnvironment(["SPARK_REMOTE": "h:1"]) }
    }

    @Test(arguments: [
        "", "h:15002", "http://h", "sc://", "sc://:15002", "sc://h:0", "sc://h:65536", "sc://h:x", "sc://h:",
        "sc://h/path", "sc://h/;token", "sc://h/;=x", "sc://h/;use_ssl=yes", "sc://[::1", "sc://[::1]15002",
        "sc://h/;token=a%0Ab", "sc://h/;token=%zz",
    ])
    func whatIsNoAddressIsRefused(_ text: String) {
        #expect(throws: SparkError.self) { try address(text) }
    }

    @Test func aMastersAddressIsToldFromAConnectServers() throws {
        let error = #expect(throws: SparkError.self) { try address("spark://h:7077") }
        #expect("\(try #require(error))".contains("is a master"))
    }

    @Test func messagesHideSecrets() throws {
        let error = #expect(throws: SparkError.self) { try address("sc://h:x/;token=secret;use_ssl=true") }
        let text = "\(try #require(error))"
        #expect(!text.contains("secret"))
        #expect(text.contains("use_ssl=true"))
    }
}
