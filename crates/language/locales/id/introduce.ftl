# Siapa yang dibuat untuk suatu panggilan, atau mengapa tidak.

introduce-a-contact = kontak
introduce-a-lead = prospek
introduce-an-account = akun

introduce-why = Tidak ada record yang memuat nomor itu, dan profil membuat { $a } untuk panggilan berjenis "{ $type }".
introduce-name-told = Namanya adalah yang diberikan sistem telepon.
introduce-name-number = Sistem telepon tidak memberikan nama, sehingga nomornya dipakai sebagai nama.
introduce-owner = Pemiliknya menurut create.owner: { $step }
introduce-owner-left = Pemiliknya diserahkan kepada Salesforce.
introduce-created = { $object } { $name } ({ $id }) dibuat untuk { $number }.
introduce-by-another-call = { $object } { $name } ({ $id }) dibuat sesaat sebelumnya, untuk panggilan lain dengan nomor ini.
introduce-found-after-all = { $object } { $name } ({ $id }) dibuat oleh permintaan yang jawabannya tidak pernah tiba; record itu ditemukan di Salesforce.
introduce-account-created = Akunnya { $name } ({ $id }) telah dibuat.
introduce-account-used = Akunnya { $name } ({ $id }) sudah ada dan dipakai.
introduce-case = Kontak tidak memiliki kasus terbuka, sehingga kasus { $id } dibuat (create.case).
introduce-reassigned = { $object } ini milik pengguna yang dipakai untuk terhubung; { $user } adalah pengguna lain pertama yang berbicara dengannya dan kini menjadi pemiliknya (create.reassign_record).

introduce-duplicate-used = Aturan duplikat Salesforce menolak { $object } baru karena sama dengan { $id }; panggilan dicatat di sana (create.duplicates = "use").
introduce-duplicate-left = Aturan duplikat Salesforce menolak { $object } baru; panggilan tetap tanpa record. Pilih create.duplicates di profil: "use" memakai record yang ditunjuk Salesforce, "save" membuat record lain jika aturan hanya memperingatkan.
introduce-duplicate-left-of = Aturan duplikat Salesforce menolak { $object } baru karena sama dengan { $id }; panggilan tetap tanpa record. Pilih create.duplicates di profil: "use" memakai record yang ditunjuk Salesforce, "save" membuat record lain jika aturan hanya memperingatkan.
introduce-no-phone-field = Profil membuat { $a } dengan nomor di { $field }, tetapi kita tidak boleh mengisi bidang itu atau bidang itu tidak memuat nomornya, dan tanpa nomor setiap panggilan akan membuat record baru; beri perangkat izin hak untuk mengedit bidang itu, atau ubah create.phone_field di profil.
introduce-no-spelling = Profil membuat { $a }, tetapi dengan ejaan yang diizinkan match.spellings panggilan berikutnya tidak akan menemukan nomor ini lagi; pilih match.spellings = "every" dan create.phone_spelling = "e164" di profil.
introduce-not-seen = Profil membuat record { $object }, tetapi kita tidak boleh melihat objek itu; beri perangkat izin hak baca dan buat, atau ubah [create] di profil.
introduce-not-creatable = Profil membuat record { $object }, tetapi kita tidak diizinkan; beri perangkat izin hak untuk membuatnya, atau ubah [create] di profil.
introduce-left-out = { $field } pada record baru tidak diisi: { $reason }
introduce-left-out-not-ours = { $field } pada record baru tidak diisi: kita tidak boleh mengisinya.
introduce-field-note = { $field } pada record baru: { $note }
introduce-refused = Tidak ada { $object } yang dapat dibuat untuk nomor itu, sehingga tugas ditulis tanpa record. { $why }
introduce-salesforce-says = Pesan Salesforce: { $message } { $cause } { $fix }
introduce-owner-kept = { $object } tetap pada pemiliknya. { $why }
