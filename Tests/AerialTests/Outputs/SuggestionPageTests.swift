import AerialCore
import Testing

@testable import Aerial

/// What the page of suggestions says of other files.
@Suite struct SuggestionPageTests {
    /// Reports go to others: they name no folders of the machine.
    @Test func whatIsNotOfferedIsNamedWithoutItsFolders() {
        let places = ["/home/ann/secret/sample.csv", "dataset", "/mnt/b/sample.csv"]
        #expect(SuggestionFiles.notOffered(places) == "sample.csv, dataset")
        #expect(SuggestionFiles.notOffered([]) == "-")
    }
}
