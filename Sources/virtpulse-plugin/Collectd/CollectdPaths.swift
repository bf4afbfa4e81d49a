import CollectdOutput
import Glibc

/// The files that an `Include` of collectd's means.
///
/// libc's `glob` passes in silence over what it may not read; a block in there would be passed over with it.
enum CollectdPaths {
    typealias Found = Result<String, ConfigurationError>

    /// The files of a path or a pattern, by name, those below a folder too; or why they cannot be known.
    static func matching(_ pattern: String) -> [Found] { expanded(pattern).flatMap { unfolded($0, depth: 0) } }

    /// The paths that a pattern of the shell means.
    private static func expanded(_ pattern: String) -> [Found] {
        // a path that is none is itself, be it there or not
        guard isPattern(pattern) else { return [.success(pattern)] }
        var found: [Found] = [.success(pattern.hasPrefix("/") ? "/" : "")]
        for part in pattern.split(separator: "/") {
            found = found.flatMap { base -> [Found] in
                guard case .success(let base) = base else { return [base] }
                return isPattern(part) ? names(in: base, part) : existing(base + part)
            }
            found = found.map { $0.map { $0 + "/" } }
        }
        // nor is one that finds nothing, as for the shell
        return found.isEmpty ? existing(pattern) : sorted(found.map { $0.map { String($0.dropLast()) } })
    }

    private static func isPattern(_ text: some StringProtocol) -> Bool {
        text.utf8.contains { "*?[\\".utf8.contains($0) }
    }

    /// What a folder, whose path ends with a slash, has of a pattern.
    private static func names(in base: String, _ part: Substring) -> [Found] {
        let folder = base.isEmpty ? "." : base == "/" ? base : String(base.dropLast())
        switch content(of: folder) {
        case .success(let names):
            return names.filter { unsafe fnmatch(String(part), $0, FNM_PERIOD) == 0 }.map { .success(base + $0) }
        case .failure(let problem): return problem.isAbsence ? [] : [.failure(problem.error(folder))]
        }
    }

    private static func existing(_ path: String) -> [Found] {
        var status = stat()
        guard unsafe stat(path, &status) != 0 else { return [.success(path)] }
        let problem = Problem(number: errno)
        return problem.isAbsence ? [] : [.failure(problem.error(path))]
    }

    /// The files of a path: itself, or what is below.
    private static func unfolded(_ path: Found, depth: Int) -> [Found] {
        guard case .success(let path) = path else { return [path] }
        var status = stat()
        let isFolder = unsafe stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
        guard isFolder else { return [.success(path)] }
        // as deep as collectd goes
        guard depth < 8 else {
            return [
                .failure(ConfigurationError(ConfigurationPlace(file: path, line: 0), "it stands in 8 other folders"))
            ]
        }
        switch content(of: path) {
        case .success(let names):
            let visible = names.filter { !$0.hasPrefix(".") }.map { Found.success("\(path)/\($0)") }
            return sorted(visible).flatMap { unfolded($0, depth: depth + 1) }
        case .failure(let problem): return [.failure(problem.error(path))]
        }
    }

    /// As collectd sorts them, whatever the locale.
    private static func sorted(_ paths: [Found]) -> [Found] {
        func bytes(_ path: Found) -> String.UTF8View {
            switch path {
            case .success(let path): path.utf8
            case .failure(let error): error.place.file.utf8
            }
        }
        return paths.sorted { bytes($0).lexicographicallyPrecedes(bytes($1)) }
    }

    /// What a folder has, if all of it may be known.
    private static func content(of folder: String) -> Result<[String], Problem> {
        guard let stream = unsafe opendir(folder) else { return .failure(Problem(number: errno)) }
        defer { unsafe closedir(stream) }
        // one that is listed and not entered keeps what its entries are to itself
        guard unsafe faccessat(AT_FDCWD, folder, X_OK, AT_EACCESS) == 0 else { return .failure(Problem(number: errno)) }
        var names: [String] = []
        while true {
            errno = 0
            guard let entry = unsafe readdir(stream) else { break }
            let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return errno == 0 ? .success(names) : .failure(Problem(number: errno))
    }
}

extension CollectdPaths {
    /// Why the system does not let a file be read.
    struct Problem: Error {
        let number: Int32

        /// Whether nothing is there that could be read.
        var isAbsence: Bool { number == ENOENT || number == ENOTDIR }

        func error(_ path: String) -> ConfigurationError {
            let reason = unsafe String(cString: strerror(number))
            let mend =
                isAbsence ? "name one that is there" : "let the user that collectd runs this as read it"
            return ConfigurationError(ConfigurationPlace(file: path, line: 0), "it cannot be read: \(reason); \(mend)")
        }
    }
}
