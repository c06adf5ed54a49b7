# Milik siapa tugas itu, dan mengapa; siapa pengguna telepon di Salesforce.

owner-the-agent = Agen
owner-none-mapped = Tidak ada pengguna telepon yang dipetakan ke pengguna Salesforce.
owner-mapped-on-other-days = { $agent } dipetakan ke pengguna Salesforce, tetapi tidak pada { $day }; tambahkan baris untuk masa itu ke owner.users di profil.
owner-not-mapped = { $agent } tidak dipetakan ke pengguna Salesforce; tambahkan baris ke owner.users di profil.
owner-mapped-to-nobody = { $agent } dipetakan ke { $user }, yang tidak ada di organisasi; perbaiki owner.users di profil.
owner-mapped = { $agent } dipetakan ke { $user }.
owner-mapped-since = { $agent } dipetakan ke { $user } sejak { $from }.
owner-mapped-until = { $agent } dipetakan ke { $user } hingga { $until }.
owner-mapped-between = { $agent } dipetakan ke { $user } sejak { $from } hingga { $until }.
owner-no-email = { $agent } tidak memiliki alamat email di sistem telepon.
owner-email-too-young = { $user } memiliki alamat email { $agent }, tetapi belum { $hours } jam sejak dibuat ketika panggilan dimulai.
owner-email-unknown = Tidak ada pengguna Salesforce dengan alamat email { $agent }; petakan pengguna itu di owner.users pada profil.
owner-email = { $user } memiliki alamat email { $agent }.
owner-no-agent-to-map = Panggilan tidak menyebut agen yang dapat dipetakan.
owner-no-agent-with-email = Panggilan tidak menyebut agen yang memiliki alamat email.
owner-not-forwarded = Panggilan tidak diteruskan ke suatu nomor.
owner-forwarded-to-nobody = Tidak ada pengguna Salesforce yang Teleponnya adalah nomor tujuan penerusan panggilan.
owner-forwarded = Telepon { $user } adalah nomor tujuan penerusan panggilan.
owner-no-record = Panggilan tidak terkait dengan record yang memiliki pemilik.
owner-of-record-unknown = Pemilik { $object } tidak diketahui.
owner-of-record-queue = Pemilik { $object } adalah antrean, yang tidak dapat memiliki tugas.
owner-of-record-no-user = Pemilik { $object } ({ $id }) tidak termasuk pengguna org.
owner-of-record = { $user } adalah pemilik { $object }.
owner-no-fallback = Profil tidak menyebut owner.fallback_user.
owner-fallback-unknown = Organisasi tidak memiliki pengguna { $name }; perbaiki owner.fallback_user di profil.
owner-fallback = Profil menunjuk { $user } untuk panggilan seperti ini.
owner-not-connected = Tidak diketahui sebagai siapa kita terhubung ke Salesforce.
owner-integration = { $user } adalah pengguna yang dipakai untuk terhubung.
owner-left = Profil menyerahkan pemilik kepada Salesforce.
owner-inactive = { $found } Namun, pengguna itu nonaktif dan tidak dapat memiliki tugas.
owner-chosen = Pemilik tugas: { $id }.
owner-unset = Pemilik diserahkan kepada Salesforce, yang mengambil pengguna yang dipakai untuk terhubung.

owner-like-email-not-used = { $user } memiliki alamat email yang sama, tetapi profil tidak memakainya
owner-like-email-case = { $user } memiliki alamat email yang sama kecuali huruf besar dan kecilnya
owner-like-email-later = { $user } memiliki alamat email yang sama, yang berlaku { $hours } jam setelah pengguna dibuat
owner-like-local-part = Alamat email atau nama pengguna { $user } diawali seperti alamat email pengguna telepon
owner-like-name = { $user } memiliki nama yang sama
owner-like-extension = Ekstensi atau Telepon { $user } diakhiri dengan nomor ekstensi itu

owner-no-agent-rules = Profil sama sekali tidak mencari agen.
owner-source-gone = Sumber { $source } tidak lagi dikonfigurasi.
owner-line-inactive = { $user } nonaktif dan tidak dapat memiliki tugas; sebutkan penggantinya dalam baris dengan from, atau aktifkan pengguna itu di Penyiapan > Pengguna.
owner-line-unknown = Organisasi tidak memiliki pengguna { $user }, atau menyembunyikannya dari kita; perbaiki baris itu.
owner-table-line = baris { $line }
owner-table-profile-line = baris { $line } dari owner.users di profil
owner-table-users-line = di owner.users baris { $line }
owner-table-header = phone_user,salesforce,from,until (dua yang terakhir boleh dihilangkan)
owner-table-not-utf8 = baris { $line } bukan UTF-8; simpan lagi tabel sebagai "CSV UTF-8"
owner-table-empty = baris 1 tidak ada: berkas kosong; mulai dengan { $header }
owner-table-unknown-column = baris { $line } memiliki kolom tak dikenal "{ $column }"; kepala tabelnya { $header }
owner-table-twice = baris { $line } memiliki kolom "{ $column }" dua kali; kepala tabelnya { $header }
owner-table-lacks = baris { $line } tidak memiliki kolom "{ $column }"; kepala tabelnya { $header }
owner-table-columns = baris { $line } memiliki { $count } kolom, tetapi kepala tabel memiliki { $wanted }; apit teks yang memuat pemisah dengan tanda kutip
owner-table-no-day = baris { $line } di kolom "{ $column }": "{ $value }" bukan tanggal; tulis sebagai "2026-04-01"
owner-table-no-phone-user = { $place }: phone_user kosong; tulis id pengguna di sistem telepon, alamat email, atau ekstensi
owner-table-no-salesforce = { $place }: salesforce kosong; tulis nama pengguna, alamat email, atau ID pengguna Salesforce dari { $who }
owner-table-ends-early = { $place }: { $who } berakhir pada { $until }, sebelum dimulai pada { $from }; tukar kedua tanggal
owner-table-already = { $place }: { $who } sudah ada ({ $first }); hapus salah satunya, atau beri yang lebih baru tanggal mulai berlakunya (from)
owner-table-same-day = { $place }: { $who } sudah ada ({ $first }) dengan tanggal mulai yang sama { $from }; hapus salah satunya, atau perbaiki tanggalnya
owner-table-overlaps = { $place }: { $who } dimulai pada { $from }, tetapi pengguna yang sama ({ $first }) berlaku sampai { $until }; akhiri baris itu dengan until = { $before }, atau mulai baris ini lebih lambat
owner-table-open = { $first }: { $who } tidak memiliki tanggal akhir, tetapi { $place } hanya untuk { $from } sampai { $until }; akhiri baris ini dengan until = { $before }, dan tambahkan satu untuk waktu setelah { $until }
