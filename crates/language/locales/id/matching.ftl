# Milik siapa nomor ini, dan mengapa.

matching-object-contact = Kontak
matching-object-account = Akun
matching-object-personaccount = Akun Perorangan
matching-object-lead = Prospek
matching-object-case = Kasus
matching-object-opportunity = Peluang
matching-object-campaign = Kampanye
matching-object-contract = Kontrak
matching-object-order = Pesanan
matching-object-user = Pengguna
matching-object-record = Record

matching-number-customer = Nomor diterima sebagai “{ $raw }” dan dibaca sebagai { $e164 } (nomor tanpa kode negara dibaca sebagai nomor { $region }).
matching-number-and-kind = Nomor diterima sebagai “{ $raw }” dan dibaca sebagai { $e164 }: { $kind }.
matching-number-kind = Nomor diterima sebagai “{ $raw }”: { $kind }.
matching-number-none = Sistem telepon tidak memberikan nomor: { $kind }.

matching-kind-customer = nomor yang dicari
matching-kind-withheld = nomor tersembunyi, yang tidak pernah dicari
matching-kind-payphone = telepon umum, yang tidak pernah dicari
matching-kind-unavailable = nomor yang tidak dapat diteruskan oleh jaringan; tidak ada yang dicari
matching-kind-emergency = nomor darurat, yang tidak pernah dicari
matching-kind-special = nomor layanan, yang tidak pernah dicari
matching-kind-extension = nomor ekstensi di dalam perusahaan, yang tidak pernah dicari
matching-kind-own-line = salah satu nomor kita sendiri, yang tidak pernah dicari
matching-kind-alphanumeric = nama atau alamat; hanya nomor telepon yang dicari
matching-kind-invalid = bukan nomor telepon yang dapat dihubungi; periksa wilayah saluran atau sumbernya

matching-note-address-removed = Nomor diambil dari alamat SIP, tel, atau email.
matching-note-prefix-removed = Awalan yang ditambahkan sistem telepon telah dihapus.
matching-note-privacy-prefix-removed = Awalan yang menyembunyikan atau menampilkan nomor penelepon telah dihapus.
matching-note-international-prefix = Nomor diawali dengan awalan internasional.
matching-note-plus-added = Kode negara ditulis tanpa tanda plus.
matching-note-trunk-zero-removed = Angka nol di belakang kode negara telah dihapus.
matching-note-first-of-several = Teks memuat beberapa nomor; yang pertama dipakai.
matching-note-words-removed = Teks memuat kata-kata selain nomor.
matching-note-not-known-assigned = Panjangnya benar, tetapi nomor seperti itu tidak diketahui telah dialokasikan; nomor tetap dicari.

matching-spellings = Dicari dengan { $count } ejaan: { $texts }.

matching-asked-live = Salesforce ditanyai.
matching-asked-copy = Dicari dalam salinan data orang di organisasi, yang diperbarui { $span } sebelumnya; Salesforce tidak ditanyai.
matching-asked-loading = Salinan data orang di organisasi baru dimuat { $percent }%, sehingga Salesforce ditanyai.
matching-asked-old = Salinan data orang di organisasi diperbarui { $span } sebelumnya, terlalu lama, sehingga Salesforce ditanyai.
matching-asked-fields = Salinan data orang di organisasi tidak memuat bidang { $object } yang dicari profil, sehingga Salesforce ditanyai; salinan dimuat ulang.

matching-candidate-holds = { $object } { $name } ({ $id }) memuat nomor ini di { $field } sebagai “{ $text }”: { $verdict }.
matching-candidate-found = { $object } { $name } ({ $id }) ditemukan: { $verdict }.
matching-unlisted = { $count } kandidat lain diperiksa dan tidak ditampilkan. Nomor yang dimuat begitu banyak record biasanya nomor sentral atau nomor rekaan: hapus dari record yang bukan pemiliknya (`ringledger people report` menampilkan daftar nomor seperti itu).
matching-runner-up = Urutan kedua: { $object } { $name } ({ $id }), { $verdict }.

matching-verdict-chosen = dipilih
matching-verdict-later-object = tidak dipilih karena objek lain didahulukan
matching-verdict-modified-earlier = tidak dipilih karena record lain diubah lebih akhir
matching-verdict-tied = tidak dipilih karena beberapa record objek ini memuat nomor tersebut
matching-verdict-overridden = tidak dipilih karena seseorang menunjuk recordnya
matching-verdict-number-differs = dikesampingkan karena tidak ada bidang yang dicari memuat nomor tersebut
matching-verdict-object-not-searched = dikesampingkan karena profil tidak mencari objek ini
matching-verdict-same-person = dikesampingkan karena orang yang sama sudah ada di daftar
matching-verdict-converted-lead = dikesampingkan karena prospek telah dikonversi

matching-choice-named = Panggilan ini milik { $object } { $name } ({ $id }): { $rule }.
matching-choice-unnamed = Panggilan ini milik { $object } { $id }: { $rule }.
matching-choice-none = Panggilan ini tidak memiliki record: { $rule }.
matching-summary = { $object } { $name }: { $rule }

matching-rule-corrected = seseorang menunjuknya di konsol
matching-rule-remembered = seseorang telah menetapkannya untuk nomor ini
matching-rule-picked = agen memilihnya
matching-rule-clicked = klik untuk memanggil dilakukan dari record ini
matching-rule-only-one = hanya record ini yang memuat nomor tersebut
matching-rule-object-order = objeknya didahulukan dalam urutan profil
matching-rule-last-modified = record ini paling akhir diubah di antara record objeknya
matching-rule-converted-followed = prospek dengan nomor ini telah dikonversi menjadi record ini
matching-rule-merged-followed = record sebelumnya telah digabungkan ke record ini
matching-rule-created = tidak ada record yang memuat nomor tersebut, sehingga record ini dibuat
matching-rule-duplicate = record akan dibuat, dan aturan duplikat Salesforce menunjuk record ini
matching-rule-ambiguous = beberapa record memuat nomor tersebut, dan profil tidak memilih satu pun
matching-rule-none-found = tidak ada record yang memuat nomor tersebut
matching-rule-not-searched = tidak ada nomor yang dapat dicari

matching-beside-a-lead = Nomor ini milik prospek, tetapi Salesforce tidak mengizinkan record lain di samping prospek; tugas hanya menyebut record lain itu.
matching-no-record-id = “{ $text }” bukan id record Salesforce dan dilewati.
matching-crowded = Begitu banyak record memuat nomor ini sehingga hanya yang terakhir diubah yang diperiksa; hapus nomor dari record yang bukan pemiliknya.
matching-remembered-is-gone = Record yang ditetapkan seseorang untuk nomor ini tidak lagi ada di Salesforce, atau disembunyikan dari kita; record itu dilewati.
